"""What the sensor `python_says_so` asks."""

import os


def arrived(path):
    """The size of the file; nothing while it is not there."""
    return os.path.getsize(path) if os.path.exists(path) else None
