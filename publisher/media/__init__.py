"""Sound, pictures, chapters and transcripts: measured, cleaned, copied, written."""
