"""Letters on their way to readers, and what comes back from there."""
