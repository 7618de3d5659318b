"""The machine that the program runs on: its processes, its disk, its network."""
