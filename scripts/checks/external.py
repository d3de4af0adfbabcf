"""Links to other sites: asked for politely, in parallel, with retries, a deadline and a memory."""

from __future__ import annotations

import asyncio
import email.utils
import fnmatch
import random
import re
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx

from scripts.checks.cache import Cache
from scripts.checks.external_report import Answer, issues_of
from scripts.checks.html_scan import scan_html
from scripts.checks.issues import Issue
from scripts.checks.pages import Link

#: Fragments that scripts read, or that mark text or lines; no id stands for them.
_SCRIPTED = re.compile(r"^(?::~:|[!/?=]|L\d+|page=|issuecomment-|discussion_|r\d+$)")


@dataclass(frozen=True, slots=True)
class Policy:
    """How to behave towards other people's servers. Times are in seconds."""

    concurrency: int = 16
    per_host: int = 2
    pause: float = 0.2
    timeout: float = 20.0
    retries: int = 3
    backoff: float = 1.0
    longest_wait: float = 60.0
    deadline: float = 300.0
    max_bytes: int = 5_000_000
    max_age: float = 7 * 86400.0
    redirects: int = 10
    skip: tuple[str, ...] = ()
    agent: str = "Mozilla/5.0 (compatible; mkdocs-validate; link check of documentation)"
    trust_env: bool = True


class _Host:
    """Keeps requests to one host few and apart; ``wait`` moves all of them back."""

    def __init__(self, policy: Policy) -> None:
        self.slots = asyncio.Semaphore(policy.per_host)
        self.pause, self.free_at = policy.pause, 0.0

    async def turn(self) -> None:
        start = max(time.monotonic(), self.free_at)
        self.free_at = start + self.pause
        await asyncio.sleep(max(0.0, start - time.monotonic()))

    def wait(self, seconds: float) -> None:
        self.free_at = max(self.free_at, time.monotonic() + seconds)


def retry_after(value: str | None) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for, given as a number or a date; ``None`` without one."""
    if not value:
        return None
    if re.fullmatch(r"\s*\d+\s*", value):
        return float(value)
    try:
        date = email.utils.parsedate_to_datetime(value)
        return max(0.0, date.timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None


class _Checker:
    def __init__(self, policy: Policy, client: httpx.AsyncClient) -> None:
        self.policy, self.client = policy, client
        self.hosts: dict[str, _Host] = {}
        self.slots = asyncio.Semaphore(policy.concurrency)
        self.ends = time.monotonic() + policy.deadline

    async def check(self, url: str, fragments: set[str]) -> Answer:
        """Return the answer for ``url``; retries on 429, 5xx, broken connections and timeouts."""
        host = self.hosts.setdefault(urlsplit(url).netloc, _Host(self.policy))
        answer: Answer = {"kind": "unchecked"}
        for attempt in range(self.policy.retries + 1):
            async with host.slots, self.slots:
                await host.turn()
                answer = await self._ask(url, fragments)
            if answer["kind"] not in ("rate-limited", "server-error", "timeout", "unreachable"):
                break
            wait = self.policy.backoff * 2**attempt * (1 + random.random() / 4)
            if (asked := answer.get("retry_after")) is not None:
                wait = max(asked, 0.0)
                host.wait(min(wait, self.policy.longest_wait))
            too_long = wait > self.policy.longest_wait or time.monotonic() + wait > self.ends
            if attempt == self.policy.retries or too_long:
                break
            await asyncio.sleep(wait)
        return answer

    async def _ask(self, url: str, fragments: set[str]) -> Answer:
        try:
            async with self.client.stream("GET", url) as response:
                return await self._read(response, fragments)
        except httpx.TooManyRedirects:
            return {"kind": "redirect-loop"}
        except httpx.TimeoutException:
            return {"kind": "timeout"}
        except httpx.TransportError as error:
            cause: BaseException | None = error
            while cause is not None:
                if isinstance(cause, ssl.SSLError):
                    return {"kind": "tls", "detail": str(cause)}
                cause = cause.__cause__ or cause.__context__
            return {"kind": "unreachable", "detail": " ".join(str(error).split()) or type(error).__name__}
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            return {"kind": "unreachable", "detail": str(error)}

    async def _read(self, response: httpx.Response, fragments: set[str]) -> Answer:
        status = response.status_code
        answer: Answer = {"kind": "ok", "status": status, "final": str(response.url)}
        answer["hops"] = [[each.status_code, str(each.headers.get("location", ""))] for each in response.history]
        if status == 429:
            answer |= {"kind": "rate-limited", "retry_after": retry_after(response.headers.get("retry-after"))}
        elif status in (401, 403, 405, 406, 451, 999):
            answer["kind"] = "forbidden"
        elif status >= 500:
            answer |= {"kind": "server-error", "retry_after": retry_after(response.headers.get("retry-after"))}
        elif status >= 400:
            answer["kind"] = "dead"
        elif fragments and "html" in response.headers.get("content-type", ""):
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > self.policy.max_bytes:
                    return answer  # too large to say what is not in it
            ids = set(scan_html(body.decode(response.encoding or "utf-8", "replace")).ids)
            answer["anchors"] = {each: bool({each, unquote(each), f"user-content-{each}"} & ids) for each in fragments}
            answer["near"] = sorted(ids)[:3000]
        return answer


def wanted(links: Iterable[Link], skip: Iterable[str] = ()) -> dict[str, dict[str, list[Link]]]:
    """Return the links that leave the site by address without fragment, then by fragment."""
    found: dict[str, dict[str, list[Link]]] = {}
    for link in links:
        target = "https:" + link.target if link.target.startswith("//") else link.target
        parts = urlsplit(target)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            continue
        url, _, fragment = target.partition("#")
        if any(fnmatch.fnmatch(url, pattern) for pattern in skip):
            continue
        found.setdefault(url, {}).setdefault("" if _SCRIPTED.match(fragment) else fragment, []).append(link)
    return found


async def _check_all(
    urls: Mapping[str, set[str]], policy: Policy, progress: Callable[[str], None]
) -> dict[str, Answer]:
    limits = httpx.Limits(max_connections=policy.concurrency)
    headers = {"User-Agent": policy.agent, "Accept": "text/html,*/*;q=0.8"}
    async with httpx.AsyncClient(
        follow_redirects=True,
        max_redirects=policy.redirects,
        timeout=policy.timeout,
        limits=limits,
        headers=headers,
        trust_env=policy.trust_env,
    ) as client:
        checker = _Checker(policy, client)
        tasks = {asyncio.create_task(checker.check(url, fragments)): url for url, fragments in urls.items()}
        answers: dict[str, Answer] = {}
        pending = set(tasks)
        while pending:
            left = checker.ends - time.monotonic()
            done, pending = await asyncio.wait(pending, timeout=max(0.0, left), return_when=asyncio.FIRST_COMPLETED)
            if not done:
                break
            for task in done:
                answers[tasks[task]] = task.result()
            progress(f"{len(answers)} of {len(urls)} addresses of other sites")
        for task in pending:
            task.cancel()
            answers[tasks[task]] = {"kind": "unchecked"}
        await asyncio.gather(*pending, return_exceptions=True)
    return answers


def check_external(
    links: Iterable[Link], policy: Policy, cache: Cache, progress: Callable[[str], None] = lambda _: None
) -> tuple[list[Issue], int]:
    """Return the issues of all links that leave the site, and how many addresses those are.

    Good answers are kept in ``cache`` for ``policy.max_age``; bad ones are asked for again each time.
    """
    addresses = wanted(links, policy.skip)
    answers: dict[str, Any] = {}
    for url, fragments in addresses.items():
        stored = cache.get("external", url, max_age=policy.max_age)
        known = (stored or {}).get("anchors")
        if (
            stored
            and (known is None or set(fragments) - {""} <= set(known))
            and (known is not None or set(fragments) <= {""})
        ):
            answers[url] = stored
    ask = {url: set(fragments) - {""} for url, fragments in addresses.items() if url not in answers}
    if ask:
        fresh = asyncio.run(_check_all(ask, policy, progress))
        answers |= fresh
        for url, answer in fresh.items():
            if answer["kind"] == "ok":
                cache.put("external", url, answer)
    return [fault for url, uses in addresses.items() for fault in issues_of(url, answers[url], uses)], len(addresses)
