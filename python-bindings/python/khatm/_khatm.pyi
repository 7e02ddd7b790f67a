from typing import Literal, Union

from ._values import Verification

__all__ = ["__version__", "verify"]

__version__: str

def verify(xml: Union[bytes, str], language: Union[Literal["en", "ar"], str] = "en") -> Verification:
    """Checks everything that a stamped invoice says about itself.

    Raises ``InputError`` for a file that is no invoice at all; what is wrong with a stamp is a finding.
    """
