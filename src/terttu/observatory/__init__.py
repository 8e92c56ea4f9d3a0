"""The observatory: open statistics in, measures and cluster candidates of a region out.

Names are loaded when they are first used, so that importing the package costs next to nothing.
Which names there are, and where they live, stands in ``__init__.pyi``.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
