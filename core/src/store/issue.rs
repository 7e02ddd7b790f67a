//! A draft becomes a stamped document at its place in the chain, in one transaction: all of it, or nothing happened.
//!
//! A host that did not hear the answer asks again with the same request key, and gets the same document: for ever, after a crash
//! too, and on whichever certificate the device has by then. The same key with other content is an error. What is compared leaves
//! out the UUID and the time of issue, because hosts make those anew at each try.
//!
//! What the official rules would refuse is refused here, before it takes a place: a place that is taken is taken for ever.

mod cores;
mod drafted;
mod face;
pub(super) mod notes;
mod order;
mod ready;
mod times;

use std::num::NonZeroUsize;
use std::rc::Rc;

use super::{Chain, ChainId, ChainState, Document, Fate, Head, Issuing, NewChain, Place, Reference, Role, Store, Uuid};
use crate::chain::Next;
use crate::device::Device;
use crate::error::{Code, Error, Result};
use crate::gateway::Credential;
use crate::gateway::checks::{Covers, Csid};
use crate::invoice::{DocumentProfile, Draft, DraftParty, Fault, Refusal};
use crate::seal::stamp::{own_check, stamp};
use crate::seal::{Identity, Profile, SealedInvoice, Signer, SigningTime, Verifier};
use crate::time::Timestamp;
use crate::{chain, ubl};
use face::Face;
pub use order::Order;
pub use ready::Ready;
use times::{on_time, valid};

/// The authority wants a document within so much time after its issue.
pub const DEADLINE_MS: i64 = 24 * 3600 * 1000;
/// Time services set a clock back by less than this; the next document then takes the time of the one before.
pub const CLOCK_STEP_MS: i64 = 5000;

/// Who stamps: a device that is active, with its certificate for real documents.
#[derive(Clone)]
pub struct Issuer<'d> {
    chain: ChainId,
    identity: Identity<'d>,
    seller: Option<DraftParty>,
    verifier: &'d Verifier,
    threads: NonZeroUsize,
    /// The kinds of documents that the certificate is for, where that is known.
    covers: Option<Covers>,
    clock: Option<fn() -> Timestamp>,
}

impl<'d> Issuer<'d> {
    /// The owner of a chain. A certificate that is for the checks of onboarding only stamps nothing here.
    pub fn new(chain: ChainId, credential: &'d Credential, signer: &'d dyn Signer) -> Result<Self> {
        live(credential)?;
        Ok(Issuer {
            chain,
            identity: Identity::new(signer, credential.certificate())?,
            seller: None,
            verifier: Verifier::shared(),
            threads: cores::all(),
            covers: None,
            clock: None,
        })
    }

    /// A device that is active, with its registered seller.
    pub fn of(chain: ChainId, device: &'d Device) -> Result<Self> {
        live(device.production()?)?;
        Ok(Issuer {
            chain,
            identity: device.identity()?,
            seller: Some(device.seller().clone()),
            verifier: Verifier::shared(),
            threads: cores::all(),
            covers: Covers::from_title(&device.configuration().invoice_type),
            clock: None,
        })
    }

    /// The registered seller, for drafts without one.
    #[must_use]
    pub fn with_seller(mut self, seller: DraftParty) -> Self {
        self.seller = Some(seller);
        self
    }

    /// A verifier that knows other issuers than the authority's: a rehearsal's.
    #[must_use]
    pub fn with_verifier(mut self, verifier: &'d Verifier) -> Self {
        self.verifier = verifier;
        self
    }

    /// A clock that is asked once nobody else can issue. A large draft takes long to judge, and others issue meanwhile: by the time
    /// of the call alone, its document would be older than theirs.
    #[must_use]
    pub fn with_clock(mut self, clock: fn() -> Timestamp) -> Self {
        self.clock = Some(clock);
        self
    }

    /// How many threads [`issue_all`] may use for several orders: as many as the machine has cores, unless a host wants no threads
    /// in its process besides its own. One order is always worked on by the thread that asks.
    #[must_use]
    pub fn with_threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = threads;
        self
    }
}

impl NewChain {
    /// Refuses a certificate that has a chain under another device's name: two chains of one certificate are a fork, whatever its
    /// devices are called.
    pub fn alone(&self, chains: &[Chain]) -> Result<()> {
        let other = chains.iter().map(|chain| &chain.made).find(|made| {
            (made.environment, &made.certificate) == (self.environment, &self.certificate) && made.device != self.device
        });
        other.map_or(Ok(()), |other| Err(Error::new(Code::AdoptTwice).found(&other.device)))
    }

    /// The chain of a certificate for real documents.
    pub fn of(credential: &Credential, device: &str, start: chain::Start) -> Result<Self> {
        live(credential)?;
        let certificate = credential.certificate();
        let vat_number = certificate
            .vat_number()
            .ok_or_else(|| Error::new(Code::CertificateVat))?;
        Ok(NewChain {
            environment: credential.environment(),
            device: device.to_owned(),
            vat_number: vat_number.to_owned(),
            certificate: certificate.text().to_owned(),
            start,
        })
    }
}

fn live(credential: &Credential) -> Result<()> {
    match credential.csid() {
        Csid::Production => Ok(()),
        Csid::Compliance => Err(Error::new(Code::IssueCompliance)),
    }
}

/// A document that was issued, as values: what is printed must not depend on what a reader can see of the store.
#[derive(Clone, PartialEq, Eq)]
pub struct Issued {
    /// The document, as it is kept.
    pub document: Document,
    /// The text of its QR code.
    pub qr: String,
    /// It was issued before, for the same request.
    pub again: bool,
    /// A standard document: what the buyer gets is the authority's version, with its own QR code.
    pub provisional: bool,
    /// What deserves a look.
    pub warnings: Vec<Fault>,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued")
            .field("document", &self.document)
            .field("again", &self.again)
            .finish_non_exhaustive()
    }
}

/// Issues one document.
pub fn issue(store: &dyn Store, issuer: &Issuer<'_>, order: &Order<'_>, now: Timestamp) -> Result<Issued, Refusal> {
    let issued = issue_all(store, issuer, std::slice::from_ref(order), now).map_err(|(_, refusal)| refusal)?;
    issued
        .into_iter()
        .next()
        .ok_or_else(|| Error::new(Code::StoreStatement).into())
}

/// Issues several, all of them or none, with one write to the disk. A refusal names the order that is to blame, by its position.
pub fn issue_all(
    store: &dyn Store,
    issuer: &Issuer<'_>,
    orders: &[Order<'_>],
    now: Timestamp,
) -> Result<Vec<Issued>, (usize, Refusal)> {
    issue_in(&mut |work| store.transact(work), issuer, orders, now)
}

/// Work that issues, within a transaction that somebody gives it.
pub type Work<'w> = &'w mut dyn FnMut(&mut dyn Issuing) -> Result<()>;

/// The same where there is no store of one's own, but a transaction of a host that goes on afterwards: a database's, with the rows
/// of a sale in it. `transact` is called once and keeps what [`Store::transact`] keeps.
pub fn issue_in(
    transact: &mut dyn FnMut(Work<'_>) -> Result<()>,
    issuer: &Issuer<'_>,
    orders: &[Order<'_>],
    now: Timestamp,
) -> Result<Vec<Issued>, (usize, Refusal)> {
    // What takes long and needs no lock is done before it is taken.
    let judged = judge(orders, issuer.seller.as_ref(), issuer.threads, now);
    issue_judged(transact, issuer, judged, now)
}

/// Orders that were read and judged, as far as they can be without the ledger.
pub struct Judged<'o>(Vec<Result<Prepared<'o>, Refusal>>);

/// The first half of [`issue_in`], for a transaction that takes its locks by itself: this takes long, and needs none.
pub fn judge<'o>(
    orders: &'o [Order<'o>],
    seller: Option<&DraftParty>,
    threads: NonZeroUsize,
    now: Timestamp,
) -> Judged<'o> {
    Judged(cores::each(orders, threads, |order| {
        drafted::prepare(order, seller, now)
    }))
}

/// The second half of [`issue_in`].
pub fn issue_judged(
    transact: &mut dyn FnMut(Work<'_>) -> Result<()>,
    issuer: &Issuer<'_>,
    judged: Judged<'_>,
    now: Timestamp,
) -> Result<Vec<Issued>, (usize, Refusal)> {
    place_all(transact, issuer, judged.0, now)
}

/// Puts UBL that somebody else made at its place in the chain and stamps it, all of it or nothing: see [`Ready`].
pub fn seal_in(
    transact: &mut dyn FnMut(Work<'_>) -> Result<()>,
    issuer: &Issuer<'_>,
    orders: &[Ready<'_>],
    now: Timestamp,
) -> Result<Vec<Issued>, (usize, Refusal)> {
    let prepared = cores::each(orders, issuer.threads, |order| ready::prepare(order, now));
    place_all(transact, issuer, prepared, now)
}

/// The same, into a store of one's own.
pub fn seal_all(
    store: &dyn Store,
    issuer: &Issuer<'_>,
    orders: &[Ready<'_>],
    now: Timestamp,
) -> Result<Vec<Issued>, (usize, Refusal)> {
    seal_in(&mut |work| store.transact(work), issuer, orders, now)
}

fn place_all(
    transact: &mut dyn FnMut(Work<'_>) -> Result<()>,
    issuer: &Issuer<'_>,
    prepared: Vec<Result<Prepared<'_>, Refusal>>,
    now: Timestamp,
) -> Result<Vec<Issued>, (usize, Refusal)> {
    let prepared = prepared.into_iter().enumerate();
    let prepared: Vec<Prepared<'_>> = prepared
        .map(|(at, prepared)| prepared.map_err(|refusal| (at, refusal)))
        .collect::<Result<_, _>>()?;
    let mut issued = Vec::new();
    let mut refused = None;
    let kept = transact(&mut |transaction| {
        match Desk::new(transaction, issuer, now).issue_all(&prepared) {
            Ok(all) => issued = all,
            Err((at, refusal)) => {
                let first = refusal.first();
                refused = Some((at, refusal));
                return Err(first);
            }
        }
        Ok(())
    });
    match (refused, kept) {
        (Some(refused), _) => Err(refused),
        (None, Err(error)) => Err((0, error.into())),
        (None, Ok(())) => Ok(issued),
    }
}

/// A document that is wanted, judged as far as it can be without the ledger.
struct Prepared<'o> {
    request_key: Option<&'o str>,
    corrects: Option<Uuid>,
    /// The digest of what is asked for.
    content: [u8; 32],
    /// What it is, and of what it is a note: of a draft all of it.
    draft: Draft,
    form: Form<'o>,
}

/// What it was handed in as.
enum Form<'o> {
    Draft(Box<drafted::Drafted<'o>>),
    Ready(Box<ready::Unplaced>),
}

/// A document at its place, before it is stamped.
struct Placed {
    face: Face,
    xml: Vec<u8>,
    warnings: Vec<Fault>,
}

impl Prepared<'_> {
    fn placed(&self, originals: &notes::Originals, next: Next) -> Result<Placed, Refusal> {
        match &self.form {
            Form::Draft(drafted) => drafted.placed(&self.draft, originals, next),
            Form::Ready(ready) => ready.placed(&self.draft, originals, next),
        }
    }
}

/// Refuses what is no name of a request.
fn known_key(request_key: Option<&str>) -> Result<()> {
    match request_key {
        Some(key) if key.is_empty() || key.chars().count() > 255 => Err(Error::new(Code::IssueKey)),
        _ => Ok(()),
    }
}

/// Where one order is worked on, with the ledger to itself.
struct Desk<'t> {
    transaction: &'t mut dyn Issuing,
    issuer: &'t Issuer<'t>,
    now: Timestamp,
    /// The chain and its last document, once they were looked at: nobody else issues meanwhile.
    place: Option<(Rc<Chain>, Option<Head>)>,
}

/// What becomes of a stamped document's own check: it is done, or handed over to be done before the transaction ends.
type Checked<'c> = &'c mut dyn FnMut(&[u8]) -> Result<()>;

impl<'t> Desk<'t> {
    fn new(transaction: &'t mut dyn Issuing, issuer: &'t Issuer<'t>, now: Timestamp) -> Self {
        Desk {
            transaction,
            issuer,
            now,
            place: None,
        }
    }

    /// One after the other, since each links to the one before. Only the stamps' own checks wait for nobody.
    fn issue_all(&mut self, all: &[Prepared<'_>]) -> Result<Vec<Issued>, (usize, Refusal)> {
        // A ledger in a file has one that issues at a time.
        #[cfg(not(feature = "uniffi"))]
        if all.len() > 1 {
            notes::keep_all(self.transaction, self.issuer.chain, all.iter().map(|one| &one.draft))
                .map_err(|error| (0, error.into()))?;
        }
        let verifier = self.issuer.verifier;
        let check = |xml: &[u8]| own_check(verifier, xml).map(drop);
        let threads = self.issuer.threads.get().min(all.len());
        let Some(threads) = NonZeroUsize::new(threads).filter(|threads| threads.get() > 1) else {
            let one = |(at, prepared)| {
                self.issue(prepared, &mut |xml| check(xml))
                    .map_err(|refusal| (at, refusal))
            };
            return all.iter().enumerate().map(one).collect();
        };
        cores::beside(threads, check, |hand| {
            let one = |(at, prepared)| {
                let mut later = |xml: &[u8]| {
                    hand(at, xml);
                    Ok(())
                };
                self.issue(prepared, &mut later).map_err(|refusal| (at, refusal))
            };
            all.iter().enumerate().map(one).collect()
        })
    }

    fn issue(&mut self, prepared: &Prepared<'_>, checked: Checked<'_>) -> Result<Issued, Refusal> {
        if let Some(again) = self.again(prepared)? {
            return Ok(again);
        }
        self.now = self.issuer.clock.map_or(self.now, |clock| self.now.max(clock()));
        let (chain, head) = self.place()?;
        let at = on_time(head.map(|head| head.issued), self.now)?;
        let next = chain.made.start.next(head.as_ref().map(|head| &head.link))?;

        let corrected = prepared
            .corrects
            .map(|uuid| self.corrected(&chain, &uuid))
            .transpose()?;
        let originals = notes::find(self.transaction, &chain, &prepared.draft)?;
        let placed = prepared.placed(&originals, next)?;
        let corrected = self.fits(&chain, prepared, &placed.face, corrected)?;
        let mut warnings = placed.warnings;
        warnings.extend(originals.judge(self.transaction, &placed.face)?);

        let sealed = self.stamp(&placed.xml, at)?;
        checked(sealed.xml())?;
        let qr = sealed.qr().to_owned();
        let document = document(prepared, &chain, next, at, placed.face, sealed, corrected.as_ref())?;
        let mut references = originals.references();
        references.extend(corrected.map(|rejected| Reference {
            role: Role::Corrects,
            to: Some(rejected.place),
            number: rejected.number,
        }));
        self.transaction.append(&document, &references)?;
        let (link, issued) = (document.link(), document.issued);
        self.place = Some((chain, Some(Head { link, issued })));
        Ok(Issued {
            provisional: document.profile == Profile::Standard,
            qr,
            document,
            again: false,
            warnings,
        })
    }

    /// The chain, if this device may stamp on it now, and its last document.
    fn place(&mut self) -> Result<(Rc<Chain>, Option<Head>)> {
        if let Some(known) = &self.place {
            return Ok(known.clone());
        }
        let chain = self.transaction.chain(self.issuer.chain)?;
        self.admit(&chain)?;
        let head = self.transaction.head(chain.id)?;
        Ok(self.place.insert((Rc::new(chain), head)).clone())
    }

    /// What was issued for this request before.
    fn again(&mut self, prepared: &Prepared<'_>) -> Result<Option<Issued>> {
        let Some(key) = prepared.request_key else {
            return Ok(None);
        };
        let Some(document) = self.transaction.by_request(self.issuer.chain, key)? else {
            return Ok(None);
        };
        if document.content != prepared.content {
            return Err(Error::new(Code::IssueOther).found(key));
        }
        Ok(Some(Issued {
            qr: qr_of(&document.xml)?,
            provisional: document.profile == Profile::Standard,
            document,
            again: true,
            warnings: Vec::new(),
        }))
    }

    /// Whether this device may stamp on this chain, now.
    fn admit(&self, chain: &Chain) -> Result<()> {
        if chain.state != ChainState::Active {
            return Err(Error::new(Code::IssueAside).found(chain.state.as_str()));
        }
        let certificate = self.issuer.identity.certificate();
        if certificate.text() != chain.made.certificate {
            return Err(Error::new(Code::IssueCertificate).found(&chain.made.device));
        }
        valid(certificate, self.now)
    }

    /// The rejected document that is corrected.
    fn corrected(&mut self, chain: &Chain, uuid: &Uuid) -> Result<Document> {
        let shown = uuid.to_string();
        let fail = |code: Code| Err(Error::new(code).at("corrects").found(&shown));
        let Some(found) = self.transaction.by_uuid(uuid)? else {
            return fail(Code::CorrectsUnknown);
        };
        let its = self.transaction.chain(found.place.chain)?.made;
        if (its.environment, &its.vat_number) != (chain.made.environment, &chain.made.vat_number) {
            return fail(Code::CorrectsUnknown);
        }
        match self.transaction.fate(found.place)? {
            Fate::Rejected => {}
            Fate::Accepted => return fail(Code::CorrectsAccepted),
            // Somebody may still be told that it was taken.
            Fate::Open | Fate::Contrary => return fail(Code::CorrectsOpen),
        }
        match self.is_alone(found.place)? {
            true => Ok(found),
            false => fail(Code::CorrectsTwice),
        }
    }

    /// Whether nothing stands for a document yet; nobody else begins to.
    fn is_alone(&mut self, place: Place) -> Result<bool> {
        self.transaction.keep_referring(&[place])?;
        Ok(self.transaction.referring(Role::Corrects, place)?.is_empty())
    }

    /// What only the ledger knows of a document that is right by itself. One with the number of a rejected document that nothing stands for
    /// yet stands for that: else it would seem to be wanting, and somebody would issue the sale once more.
    fn fits(
        &mut self,
        chain: &Chain,
        prepared: &Prepared<'_>,
        face: &Face,
        mut corrected: Option<Document>,
    ) -> Result<Option<Document>> {
        let uuid = Uuid::parse(&face.uuid).map_err(|error| error.at("uuid"))?;
        // One of ours is new; that no two are the same is kept by the store.
        if prepared.draft.uuid.is_some() && self.transaction.by_uuid(&uuid)?.is_some() {
            return Err(Error::new(Code::StoreTaken).at("uuid").found(&face.uuid));
        }
        let covered = self.issuer.covers.is_none_or(|covers| match face.profile {
            DocumentProfile::Standard => covers.standard,
            DocumentProfile::Simplified => covers.simplified,
        });
        if !covered {
            // The authority would reject it, and its place would be taken for ever.
            return Err(Error::new(Code::IssueKind).found(&chain.made.device));
        }
        if face.issuer.as_deref() != Some(&chain.made.vat_number) {
            return Err(Error::new(Code::IssueSeller).at("seller.vat_number"));
        }
        for other in self.transaction.by_number(chain.id, &face.number)? {
            if self.transaction.fate(other.place)? != Fate::Rejected {
                return Err(Error::new(Code::IssueNumber).at("number").found(&face.number));
            }
            if prepared.corrects.is_none() && other.kind == face.kind && self.is_alone(other.place)? {
                corrected = Some(other);
            }
        }
        Ok(corrected)
    }

    fn stamp(&self, xml: &[u8], at: Timestamp) -> Result<SealedInvoice> {
        let seconds = u64::try_from(at.unix_ms().div_euclid(1000)).unwrap_or_default();
        let time = SigningTime::from_unix(seconds);
        let sealed = stamp(xml, &self.issuer.identity, &time)?;
        crate::gateway::request::fits(sealed.xml().len())?;
        Ok(sealed)
    }
}

fn document(
    prepared: &Prepared<'_>,
    chain: &Chain,
    next: Next,
    at: Timestamp,
    face: Face,
    sealed: SealedInvoice,
    corrected: Option<&Document>,
) -> Result<Document> {
    Ok(Document {
        place: Place {
            chain: chain.id,
            counter: next.counter,
        },
        uuid: Uuid::parse(&face.uuid)?,
        kind: face.kind,
        profile: sealed.profile(),
        number: face.number,
        issued: at,
        // The sale's deadline runs on, however often its document is rejected.
        deadline: corrected.map_or_else(
            || Timestamp::from(face.issued).plus_ms(DEADLINE_MS),
            |rejected| rejected.deadline,
        ),
        previous_hash: next.previous_hash,
        hash: sealed.invoice_hash(),
        request_key: prepared.request_key.map(str::to_owned),
        content: prepared.content,
        currency: face.currency,
        total: face.total,
        xml: sealed.into_xml(),
    })
}

/// The text of the QR code that a document bears.
pub fn qr_of(xml: &[u8]) -> Result<String> {
    let parsed = ubl::parse(xml)?;
    let read = ubl::Invoice::new(&parsed)?;
    let text = read.excepted().qr.first().and_then(|&id| read.qr_text(id));
    text.map(|text| text.trim().to_owned())
        .ok_or_else(|| Error::new(Code::QrMissing))
}

#[cfg(feature = "generate")]
fn fresh() -> Result<Uuid> {
    Uuid::fresh()
}

/// Without randomness of our own, the draft has to bring its UUID.
#[cfg(not(feature = "generate"))]
fn fresh() -> Result<Uuid> {
    Err(Error::new(Code::DraftMissing).at("uuid"))
}
