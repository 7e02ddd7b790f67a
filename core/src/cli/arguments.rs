//! What can be said on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// E-invoicing for Saudi Arabia: hash, stamp, QR and verify invoices.
#[derive(Debug, Parser)]
#[command(
    name = "khatm",
    version,
    about,
    after_help = "To begin:\n\
  khatm demo                                       see a whole day, with nothing to prepare\n\
  khatm store new LEDGER                           then, in earnest or in rehearsal:\n\
  khatm device new TILL --store LEDGER --config F --seller F --env simulation\n\
  khatm device onboard TILL --store LEDGER         asks for the one-time password\n\
  khatm issue DRAFT --store LEDGER --device TILL   as often as there are invoices\n\
  khatm deliver --store LEDGER                     as long as there are any\n\n\
Exit codes: 0 good, 1 a document is bad or the authority refused it, 2 usage or I/O, 3 not sent or unsure: the same again later.\nThe authority's SDK spellings work too: -sign -invoice F -signedInvoice O, -qr -invoice F, -generateHash -invoice F,\n-validate -invoice F, -invoiceRequest -invoice F -apiRequest O,\n-csr -csrConfig F [-privateKey O] [-generatedCsr O] [-sim|-nonprod] [-pem]."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Print one JSON object per file, a line each.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Language of messages: en or ar.
    #[arg(long, global = true, default_value = "en", value_name = "LANGUAGE")]
    pub(crate) lang: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the invoice hash (base64).
    Hash(Files),
    /// Print the canonical form: what the hash is taken of.
    Canonical {
        #[command(flatten)]
        files: Files,
        /// The whole document, without leaving out what the hash leaves out.
        #[arg(long)]
        whole: bool,
    },
    /// Stamp invoices: certificate, signature and QR code go in, no other byte is touched.
    Sign {
        #[command(flatten)]
        files: Files,
        #[command(flatten)]
        identity: Identity,
        /// Where to write: a file, or a folder when there are several. Without it, standard output.
        #[arg(short, long, value_name = "PATH")]
        output: Option<PathBuf>,
        /// The signing time, YYYY-MM-DDTHH:MM:SS in UTC; now if absent.
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
    /// Show the QR code of stamped invoices.
    Qr {
        /// Stamped invoices; with --decode also the text of a code.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        form: QrForm,
        /// Pixels a square, for --png.
        #[arg(long, default_value_t = 8, value_name = "N")]
        scale: u32,
        /// Where to write the picture. Without it, standard output.
        #[arg(short, long, value_name = "PATH")]
        output: Option<PathBuf>,
        #[command(flatten)]
        identity: Identity,
    },
    /// Check stamped invoices: hash, signed properties, certificate, stamp, QR code.
    Verify {
        /// Invoices; `-` is standard input.
        #[arg(required_unless_present = "store", value_name = "FILE")]
        files: Vec<PathBuf>,
        /// A ledger instead: every document, every link, every stamp and the audit, on all cores.
        #[arg(long, value_name = "FILE", conflicts_with = "files")]
        store: Option<PathBuf>,
        /// What the ledger must still bear out: a file of lines that `khatm store anchor` printed, kept elsewhere. Shows a cut tail
        /// and a ledger that was made again.
        #[arg(long, value_name = "FILE", requires = "store", conflicts_with = "files")]
        anchor: Option<PathBuf>,
        /// Warnings count too: an issuer that is not known here, a certificate of another taxpayer.
        #[arg(long)]
        strict: bool,
    },
    /// Say everything that the authority's validator will say of invoices: structure, rules, QR code, stamp, link.
    Validate {
        #[command(flatten)]
        files: Files,
        #[command(flatten)]
        circumstances: Circumstances,
        /// Warnings count too.
        #[arg(long)]
        strict: bool,
    },
    /// Say what was done to a file that no longer verifies, and name the first node that differs.
    Explain {
        #[command(flatten)]
        files: Files,
        /// The file as it was stamped.
        #[arg(long, value_name = "ORIGINAL")]
        against: Option<PathBuf>,
    },
    /// Print the request body for the authority's API.
    Request {
        #[command(flatten)]
        files: Files,
        /// Where to write: a file, or a folder when there are several. Without it, standard output.
        #[arg(short, long, value_name = "PATH")]
        output: Option<PathBuf>,
    },
    /// Make invoices of drafts (JSON): UBL, sealed on request.
    Build {
        #[command(flatten)]
        files: Files,
        /// Seal them with this key and certificate.
        #[arg(long)]
        seal: bool,
        #[command(flatten)]
        identity: Identity,
        #[command(flatten)]
        context: Given,
        /// Where to write: a file, or a folder when there are several. Without it, standard output.
        #[arg(short, long, value_name = "PATH")]
        output: Option<PathBuf>,
    },
    /// Say everything that is wrong with drafts (JSON), field by field: what the official rules would say of their documents.
    Check {
        #[command(flatten)]
        files: Files,
        #[command(flatten)]
        context: Given,
        /// Say also where each halala went.
        #[arg(long)]
        explain: bool,
        /// Warnings count too.
        #[arg(long)]
        strict: bool,
    },
    /// Turn invoices (UBL, ours or another system's) back into drafts.
    Draft {
        #[command(flatten)]
        files: Files,
        /// Where to write: a file, or a folder when there are several. Without it, standard output.
        #[arg(short, long, value_name = "PATH")]
        output: Option<PathBuf>,
    },
    /// Issue documents of drafts (JSON) into a ledger: each is stamped at its place in the chain and kept, or nothing happens.
    Issue(crate::cli::issue::Issue),
    /// Send what a ledger has issued to the authority, until Ctrl-C: in the order of the deadlines, again where nobody answers.
    Deliver(crate::cli::deliver::Deliver),
    /// Send what a PostgreSQL with the extension khatm has issued. Goes on until it is ended; any number may run for one database.
    Agent(crate::cli::agent::Agent),
    /// Documents without a final word of the authority: list them, look at one, hurry, hold or release it.
    #[command(subcommand)]
    Outbox(crate::cli::outbox::Command),
    /// Make a ledger, show it, or let a copy sign again.
    #[command(subcommand)]
    Store(crate::cli::ledger::Command),
    /// Say how a ledger is: green, yellow or red, with everything that somebody should do.
    Health(crate::cli::health::Health),
    /// Look at the chain of invoices that any system made: gaps, doubles, forks, wrong previous hashes. Their order does not matter.
    Chain(Files),
    /// Make certificate requests, and say what is wrong with any request or certificate.
    #[command(subcommand)]
    Csr(crate::cli::csr::Command),
    /// Units (EGS): make them, onboard them, say how they are.
    #[command(subcommand)]
    Device(crate::cli::device::Command),
    /// The root key of a ledger's devices: show it, make a new one, back up, restore.
    #[command(subcommand)]
    Vault(crate::cli::vault::Command),
    /// Send finished documents to the authority: standard ones are cleared, simplified ones reported.
    Submit(crate::cli::submit::Submit),
    /// Play the authority's gateway on this machine: three environments, faults on demand, a page to look at.
    Simulator(Simulation),
    /// Rehearse a day at a simulator inside this process: a device, invoices and notes, a lost reply, a rejection, an outage. Needs no
    /// network and leaves nothing behind.
    Demo,
}

#[derive(Debug, Args)]
pub(crate) struct Files {
    /// Invoices; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

/// How the simulator is to be.
#[derive(Debug, Args)]
pub(crate) struct Simulation {
    /// Where to listen for HTTP; port 0 takes a free one. On anything but loopback everybody who reaches it can use it.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Where to listen for HTTPS as well, with an authority of its own that is made at the start.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen_tls: Option<SocketAddr>,
    /// Write that authority's certificate here (PEM), for clients to trust.
    #[arg(long, value_name = "FILE", requires = "listen_tls")]
    pub(crate) ca_out: Option<PathBuf>,
    /// Give the developer portal's fixed answers, from the folder of the authority's published OpenAPI files.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) canned: Option<PathBuf>,
    /// Keep devices, certificates, passwords and the memory of documents here, and go on from it after a restart.
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// Rules of faults in force from the start (JSON, as the control interface takes them).
    #[arg(long, value_name = "FILE")]
    pub(crate) faults: Option<PathBuf>,
    /// What the chance of faults comes from.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// No line for each request.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// What the validator cannot know by itself.
#[derive(Debug, Args)]
pub(crate) struct Circumstances {
    /// The time to take for now: RFC 3339, or Riyadh's without a zone.
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// The hash of the document before, which this one has to repeat.
    #[arg(long, value_name = "HASH")]
    pub(crate) pih: Option<String>,
    /// The certificate that the documents will be sent with.
    #[arg(long, value_name = "FILE")]
    pub(crate) certificate: Option<PathBuf>,
    /// Called in the SDK's words: its configuration names the file with the hash of the document before.
    #[arg(long, hide = true)]
    pub(crate) sdk: bool,
}

/// What a draft may leave to its device.
#[derive(Debug, Args)]
pub(crate) struct Given {
    /// The registered seller (JSON, as in a draft), for drafts without one.
    #[arg(long, value_name = "FILE")]
    pub(crate) seller: Option<PathBuf>,
    /// The counter of the first document; the next ones follow, each with the hash of the one before.
    #[arg(long, value_name = "N")]
    pub(crate) counter: Option<u64>,
    /// The hash of the document before the first.
    #[arg(long, value_name = "HASH")]
    pub(crate) previous_hash: Option<String>,
    /// The time to take for now, as in a draft.
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Identity {
    /// The private key: SEC1 or PKCS#8, as PEM, base64 or DER. Else the file that KHATM_KEY names, else the SDK's
    /// configuration that SDK_CONFIG names.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// The certificate: DER, PEM, base64, or a binarySecurityToken. Else KHATM_CERT, else SDK_CONFIG.
    #[arg(long, value_name = "FILE")]
    pub(crate) cert: Option<PathBuf>,
    /// A device, instead of the two: its key and its certificate for real documents.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["key", "cert"])]
    pub(crate) device: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct QrForm {
    /// Take the code apart and check it by itself.
    #[arg(long)]
    pub(crate) decode: bool,
    /// Draw it as SVG.
    #[arg(long)]
    pub(crate) svg: bool,
    /// Draw it as PNG.
    #[arg(long)]
    pub(crate) png: bool,
    /// Draw it on the terminal.
    #[arg(long)]
    pub(crate) terminal: bool,
    /// Draw it as commands of a receipt printer (ESC/POS), for paper 58 or 80 mm wide.
    #[arg(long, value_name = "MM")]
    pub(crate) escpos: Option<i64>,
}
