"""What a chapter says, as data."""
