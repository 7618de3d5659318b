"""What authors write: read, checked, and rendered as fragments that all frames share."""
