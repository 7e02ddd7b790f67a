"""The native half of the package ``khatm``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from os import PathLike
from types import TracebackType
from typing import Any, Final, Literal, Union, final
from uuid import UUID

from _typeshed import DataclassInstance
from typing_extensions import Self, TypeAlias

from ._values import (
    Built,
    CertificateRequest,
    Delivered,
    DeviceStatus,
    Document,
    Draft,
    DraftParty,
    DraftReport,
    Environment,
    Explanation,
    Health,
    Inspection,
    Issued,
    LedgerVerification,
    QrVerification,
    Receipt,
    Sealed,
    Story,
    ValidationReport,
    Verification,
    Waited,
    Way,
)

__all__ = [
    "Khatm",
    "PrivateKey",
    "Simulator",
    "__version__",
    "build",
    "check",
    "command_line",
    "csr",
    "drafted",
    "explain",
    "inspect",
    "made",
    "qr",
    "qr_escpos",
    "qr_png",
    "qr_svg",
    "said",
    "seal",
    "statements",
    "validate",
    "verify",
    "verify_qr",
]

# Records as they are handed in: a dictionary, a dataclass's instance, or JSON text.
_Record: TypeAlias = Union[Mapping[str, Any], DataclassInstance, bytes, str]
_Draft: TypeAlias = Union[Draft, _Record]
_Party: TypeAlias = Union[DraftParty, _Record]
_Uuid: TypeAlias = Union[str, UUID]
_Path: TypeAlias = Union[str, PathLike[str]]

__version__: Final[str]

def verify(xml: bytes | str, language: str = "en") -> Verification:
    """Checks everything that a stamped invoice says about itself."""

def verify_qr(qr: bytes | str, *, language: str = "en") -> QrVerification:
    """Checks a QR code by itself: its text, or a sealed document that has one."""

def check(draft: _Draft, *, seller: _Party | None = None, counter: int | None = None, previous_hash: str | None = None, now: str | datetime | None = None, language: str = "en") -> DraftReport:
    """Says everything that is wrong with a draft, field by field."""

def build(draft: _Draft, *, seller: _Party | None = None, counter: int | None = None, previous_hash: str | None = None, now: str | datetime | None = None, language: str = "en") -> Built:
    """Makes a document of a draft: UBL, not sealed."""

def validate(xml: bytes | str, *, now: str | datetime | None = None, previous_hash: str | None = None, certificate: bytes | str | None = None, language: str = "en") -> ValidationReport:
    """Says everything that the authority's validator will say of a document."""

def seal(xml: bytes | str, key: PrivateKey, certificate: bytes | str, *, at: str | datetime | None = None, language: str = "en") -> Sealed:
    """Seals a document: certificate, signature and QR code go in, no other byte is touched."""

def explain(xml: bytes | str, against: bytes | str | None = None, *, language: str = "en") -> Explanation:
    """Says what changed a document after it was sealed; with the sealed one beside it, names the first node that differs."""

def inspect(data: bytes | str, *, environment: Environment | None = None, language: str = "en") -> Inspection:
    """Takes a certificate request or a certificate apart and says what is wrong with it."""

def csr(configuration: _Record, key: PrivateKey, *, environment: Environment, language: str = "en") -> CertificateRequest:
    """Makes a certificate request: of the nine fields, or of the SDK's properties as text."""

def qr(data: bytes | str, *, language: str = "en") -> str:
    """The text of a QR code: of a sealed document's, or as it was scanned."""

def qr_png(data: bytes | str, *, scale: int = 8, language: str = "en") -> bytes:
    """The picture of a QR code as PNG, of what ``qr`` takes."""

def qr_svg(data: bytes | str, *, language: str = "en") -> str:
    """The same as SVG."""

def qr_escpos(data: bytes | str, *, paper: Literal[58, 80], language: str = "en") -> bytes:
    """The same as commands of a receipt printer (ESC/POS raster), for paper 58 or 80 mm wide. To be sent at the beginning of a line."""

@final
class PrivateKey:
    """A private key. It is never shown but by ``to_pem``."""

    def __new__(cls, data: bytes | str, /) -> Self: ...
    @staticmethod
    def generate() -> PrivateKey:
        """A new key on secp256k1."""

    @property
    def curve(self) -> str:
        """The curve."""

    def to_pem(self) -> str:
        """The key itself, PKCS#8 in PEM: to be kept where nobody else reads it."""

@final
class Khatm:
    """A ledger with everything that is done with it.

    It may be used from several threads. In a process that was copied (fork) it is opened anew when it is first used there.
    """

    @staticmethod
    def open(
        url: str,
        *,
        create: bool = False,
        environment: Environment | None = None,
        language: str = "en",
        actor: str | None = None,
        root_key_file: _Path | None = None,
        witness: _Path | None = None,
        simulator: Simulator | None = None,
        hands: int | None = None,
    ) -> Khatm:
        """Opens a ledger by its address: ``sqlite:PATH``, or ``postgresql://ROLE@HOST/DATABASE``, a database that has the extension.

        With ``create`` it is made where there is none: the file, or the extension in the database.
        """

    @staticmethod
    def resume(url: str, *, last: Sequence[str], person: str, witness: _Path | None = None, language: str = "en") -> None:
        """Makes a copy of a ledger, or one that this machine does not remember, the one that signs.

        The last document of every device that issues is stated from outside of it, ``DEVICE=COUNTER:HASH`` or ``DEVICE=0``; the
        original must not be used any more. In a database it is ``select khatm.resume('why')``.
        """

    @staticmethod
    def abandon(url: str, *, person: str, witness: _Path | None = None, language: str = "en") -> None:
        """Gives up issuing with a file that lost documents: it delivers what it has, and each device is onboarded again."""

    @property
    def root_key_made(self) -> str | None:
        """Where a root key was made for it, if one was: keep a copy, for without it no device of the ledger can be opened."""

    @property
    def closed(self) -> bool:
        """Whether it was closed."""

    @property
    def delivering(self) -> bool:
        """Whether a loop delivers in the background."""

    def devices(self) -> list[DeviceStatus]:
        """All devices, and how they are."""

    def device(self, name: str) -> DeviceStatus:
        """How a device is."""

    def add_device(self, name: str, configuration: _Record, seller: _Party, *, environment: Environment | None = None, base_url: str | None = None) -> DeviceStatus:
        """Makes a device, which is onboarded next."""

    def import_device(self, file: _Path, *, last: str | None = None) -> DeviceStatus:
        """Takes a device out of its file, as it stands. The file is called ``FILE.imported`` afterwards.

        Where the chain of an active one goes on is said by ``last``: ``COUNTER:HASH`` of its last document, or ``0``.
        """

    def onboard(self, name: str, otp: str | None = None) -> DeviceStatus:
        """Walks a device to its certificate for real documents, from wherever it stands."""

    def restart_onboarding(self, name: str) -> DeviceStatus:
        """Begins the onboarding of a device again, with a new one-time password. Key and request stay."""

    def check(self, draft: _Draft, device: str | None = None) -> DraftReport:
        """Says everything that is wrong with a draft; with a device, its seller stands in where the draft has none."""

    def issue(self, device: str, draft: _Draft, *, request_key: str | None = None, corrects: _Uuid | None = None) -> Issued:
        """Issues a document: stamped at its place in the chain, and on the disk when this returns.

        Asked again with the same request key, the same document is returned. ``corrects`` is the rejected document that it
        stands for.
        """

    def issue_all(self, device: str, drafts: Iterable[_Draft | tuple[_Draft, str | None]]) -> list[Issued]:
        """Issues several, all or none, with one write to the disk: drafts, or pairs of a draft and its request key."""

    def document(self, uuid: _Uuid) -> Document | None:
        """A document as it was issued; ``None`` if there is none of that UUID."""

    def find(self, text: str) -> list[Document]:
        """The documents that a text means: a UUID, or a number, which several may have."""

    def receipt(self, uuid: _Uuid) -> Receipt:
        """What to hand over of a document, with its QR code."""

    def way(self, uuid: _Uuid) -> Way:
        """Where a document is."""

    def story(self, uuid: _Uuid) -> Story:
        """Everything that is known of a document: tries, answers, what people did."""

    def submit(self, uuid: _Uuid) -> Way:
        """Sends what is due now, a document among it, and says where that is then."""

    def deliver(self) -> Delivered:
        """Sends what is due now, and returns when every answer is kept."""

    def start(self) -> None:
        """Delivers in the background, until ``stop``, the end of the ``with`` block or of the process."""

    def stop(self) -> None:
        """Ends that: nothing more is sent, and it waits for the answers to what was. Raises why the last round failed, if it did."""

    def wait_cleared(self, uuid: _Uuid, timeout_ms: int = 10_000) -> Waited:
        """Waits until a document may be handed over, or never will be, or the time is over.

        It only looks: something must deliver meanwhile, ``start`` or another process.
        """

    def outbox(self, *, device: str | None = None, late: bool = False, rejected: bool = False, most: int = 1000) -> list[Way]:
        """Documents without a final word, those first whose deadline is nearest; or those that were rejected and wait for a correction."""

    def retry(self, uuid: _Uuid, person: str) -> None:
        """Makes a document due at once. Its bytes are the same as ever."""

    def hold(self, uuid: _Uuid, people: tuple[str, str], why: str) -> None:
        """Keeps a document back until it is freed. It takes two people, and a reason."""

    def free(self, uuid: _Uuid, person: str, why: str) -> None:
        """Lets a document go that was kept back."""

    def unpark(self, device: str, person: str) -> None:
        """Opens the parked lanes of a device: somebody mended the cause."""

    def release(self, uuid: _Uuid, reason: str, person: str, note: str) -> None:
        """Allows a standard document to be handed over before it is cleared: ``outage`` or ``clearance_off``."""

    def health(self) -> Health:
        """How the ledger and its deliveries are, with everything that somebody should know."""

    def metrics(self) -> str:
        """The figures as text that Prometheus scrapes."""

    def anchor(self) -> str:
        """The state of the ledger as one line, to be kept elsewhere."""

    def verify_ledger(self, anchors: Iterable[str] | None = None) -> LedgerVerification:
        """Looks at everything that is kept, from the first byte, and whether each anchor still lies on it."""

    def close(self) -> None:
        """Closes it. What is to be sent stays in the ledger."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_exception: type[BaseException] | BaseException | TracebackType | None) -> None: ...

def command_line(given: list[str]) -> int: ...
def statements() -> tuple[str, str]: ...
def drafted(draft: _Draft, language: str) -> str: ...
def made(value: str, several: bool, language: str) -> Any: ...
def said(message: str, detail: str | None, language: str) -> Exception | None: ...
@final
class Simulator:
    """The authority's gateway on loopback: strict, with faults on demand. It lives in memory and ends with the process."""

    def __new__(cls, *, seed: int = 1) -> Self: ...
    @property
    def url(self) -> str:
        """What stands where the authority's address does."""

    def otp(self, environment: Environment = "simulation") -> str:
        """A new one-time password, as the portal gives it."""

    def add_fault(self, rule: _Record) -> int:
        """Adds a rule of faults, as the control interface takes it; returns its number."""

    def remove_fault(self, number: int) -> bool:
        """Takes a rule away; false if there is none of this number."""

    def clear_faults(self) -> None:
        """Takes all rules away."""

    def submissions(self, *, language: str = "en") -> list[dict[str, Any]]:
        """What was asked of it, the newest first, with what was answered."""

    def unplug(self) -> None:
        """Takes it off the network: whoever connects is refused."""

    def plug(self) -> None:
        """Ends ``unplug``."""

    def clearance_off(self, off: bool = True, *, environment: Environment = "simulation") -> None:
        """Switches clearance off, or on again."""

    def stop(self) -> None:
        """Ends it."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_exception: type[BaseException] | BaseException | TracebackType | None) -> None: ...
