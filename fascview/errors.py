"""One exception tree: raised where the fault is known, caught at a thread's loop and at the edge to the user.

The message of every one of these is a sentence for the user: what happened, what is safe, what to do.
Lost samples are data, not exceptions.
"""


class FascviewError(Exception):
    """Anything that went wrong in a way fascview understands."""


class UsageError(FascviewError):
    """A setting, an address or an argument makes no sense."""


class FormatError(FascviewError):
    """A file or stream is damaged, or is not what it says it is."""


class SourceError(FascviewError):
    """A source cannot be opened or started."""


class SourceLostError(SourceError):
    """A source that was delivering samples has gone away."""


class StorageError(FascviewError):
    """Samples cannot be written where they should go."""


class SessionLockedError(StorageError):
    """Another program has this session folder open for writing."""
