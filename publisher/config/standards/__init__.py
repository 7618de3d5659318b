"""Facts that others have laid down: Apple, Podcasting 2.0, mail programs, media types."""
