"""What holds for all tests: hypothesis measures no times, because a busy machine is not a failure."""

from hypothesis import settings

settings.register_profile("scaletg", deadline=None)
settings.load_profile("scaletg")
