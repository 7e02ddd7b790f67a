//! One call, from the wish to the verdict.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Response};
use tracing::Instrument as _;
use zeroize::Zeroizing;

use super::counters::Tally;
use super::gate::{Gate, GatedBody};
use super::lanes::{Lane, Lanes};
use super::restraint::{Admission, Outcome, Slot};
use super::{Client, Exchange, Patience, Shared, Unit, clock, faults, lock};
use crate::error::{Code, Error, Result};
use crate::gateway::{Arrived, Header, Loss, Reply, Request, Verdict};

static ATTEMPTS: AtomicU64 = AtomicU64::new(1);

/// A call in the making.
struct Call<'c> {
    shared: &'c Shared,
    request: &'c Request,
    unit: Unit,
    began: Instant,
    deadline: Instant,
    /// No longer than this for a slot: a call that starts too late cannot end well.
    slot_by: Instant,
}

/// What is known when nothing more will come.
struct End {
    arrived: Arrived,
    left: bool,
    skew_ms: Option<i64>,
    wait_ms: Option<u64>,
    held_back: bool,
    opened: bool,
    waited_ms: u64,
}

impl Client {
    /// Sends a request, once, and says what became of it. `device` names the unit that asks, for its restraint and for the
    /// events; it is no secret.
    ///
    /// To be called on a tokio runtime with time and I/O; elsewhere there is [`Client::send_blocking`].
    pub async fn send(&self, request: &Request, patience: Patience, device: &str) -> Exchange {
        self.send_since(Instant::now(), request, patience, device).await
    }

    /// The same, for a call that began a while ago: its time runs from then.
    pub(super) async fn send_since(
        &self,
        began: Instant,
        request: &Request,
        patience: Patience,
        device: &str,
    ) -> Exchange {
        self.0.send(&self.0.lanes, began, request, patience, device).await
    }
}

impl Shared {
    pub(super) async fn send(
        &self,
        lanes: &Lanes,
        began: Instant,
        request: &Request,
        patience: Patience,
        device: &str,
    ) -> Exchange {
        let attempt = ATTEMPTS.fetch_add(1, Ordering::Relaxed);
        let endpoint = request.endpoint();
        let span = tracing::info_span!(
            "call",
            operation = request.operation().as_str(),
            environment = endpoint.environment().as_str(),
            host = endpoint.host(),
            device,
            attempt,
        );
        let total = Duration::from_millis(match patience {
            Patience::Background => self.settings.call_ms,
            Patience::Waiting => self.settings.waiting_ms,
        });
        let call = Call {
            shared: self,
            request,
            unit: Unit {
                base: endpoint.base().to_owned(),
                group: request.operation().into(),
                device: device.to_owned(),
            },
            began,
            deadline: began + total,
            slot_by: began + total / 4,
        };
        async {
            let end = match lanes.choose(request, &self.settings, &self.lookup) {
                Ok(lane) => call.run(&lane).await,
                Err(error) => End::not_sent(error),
            };
            call.conclude(end, attempt)
        }
        .instrument(span)
        .await
    }

    /// For a call that could not even begin.
    pub(super) fn unable(&self, request: &Request, error: Error) -> Exchange {
        let began = Instant::now();
        let call = Call {
            shared: self,
            request,
            unit: Unit {
                base: String::new(),
                group: request.operation().into(),
                device: String::new(),
            },
            began,
            deadline: began,
            slot_by: began,
        };
        call.conclude(End::not_sent(error), ATTEMPTS.fetch_add(1, Ordering::Relaxed))
    }
}

impl Call<'_> {
    async fn run(&self, lane: &Lane<'_>) -> End {
        let settings = &self.shared.settings;
        if self.request.body().len() > settings.most_request_bytes {
            let size = format!("{} > {}", self.request.body().len(), settings.most_request_bytes);
            return End::not_sent(Error::new(Code::DriveRequestTooLarge).found(&size));
        }
        if tokio::runtime::Handle::try_current().is_err() {
            return End::not_sent(Error::new(Code::DriveRuntime));
        }
        let asked = Instant::now();
        let slot = match self.slot().await {
            Ok(slot) => slot,
            Err(end) => return end,
        };
        let waited_ms = millis(asked.elapsed());
        let mut end = self.transmit(lane).await;
        end.waited_ms = waited_ms;
        let (outcome, retry_after_ms) = judged(&end);
        let now_ms = self.shared.now_ms();
        let settle = |restraint: &mut super::Restraint| {
            let opened = restraint.settle(slot, outcome, retry_after_ms, now_ms);
            (opened, restraint.held_for_ms(now_ms))
        };
        let (opened, held) = self.shared.with_restraint(&self.unit, now_ms, settle);
        if opened {
            tracing::warn!(failures = "repeated", "the breaker opened");
        }
        end.opened = opened;
        end.wait_ms = held;
        end
    }

    /// Waits for a free slot as long as patience allows.
    async fn slot(&self) -> std::result::Result<Slot, End> {
        loop {
            let now_ms = self.shared.now_ms();
            let admission = self
                .shared
                .with_restraint(&self.unit, now_ms, |restraint| restraint.admit(now_ms));
            let (code, for_ms) = match admission {
                Admission::Go(slot) => return Ok(slot),
                Admission::Open { for_ms } => (Code::DriveCircuitOpen, for_ms),
                Admission::Wait { for_ms } => {
                    let at = Instant::now().checked_add(Duration::from_millis(for_ms));
                    if let Some(at) = at.filter(|at| *at <= self.slot_by) {
                        tokio::time::sleep_until(at.into()).await;
                        continue;
                    }
                    (Code::DriveRate, for_ms)
                }
            };
            let seconds = format!("{} s", for_ms.div_ceil(1_000));
            return Err(End {
                wait_ms: Some(for_ms),
                held_back: true,
                waited_ms: millis(self.began.elapsed()),
                ..End::not_sent(Error::new(code).found(&seconds))
            });
        }
    }

    /// Sends it, and reads what comes until the deadline.
    async fn transmit(&self, lane: &Lane<'_>) -> End {
        let host = self.request.endpoint().host();
        if Instant::now() >= self.deadline {
            return End::not_sent(faults::late(host, lane.proxied));
        }
        let gate = Gate::default();
        let http = match self.http(lane, &gate) {
            Ok(http) => http,
            Err(error) => return End::not_sent(error),
        };
        let sent = Instant::now();
        let mut head = None;
        let heard = tokio::time::timeout_at(self.deadline.into(), async {
            let response = lane.http.execute(http).await?;
            head = Some((SystemTime::now(), sent.elapsed()));
            Ok(self.read(response).await)
        })
        .await;
        let (lost, fault) = match heard {
            Ok(Ok(Ok(reply))) => return End::replied(reply, head),
            Ok(Ok(Err(loss))) => (loss, None),
            Ok(Err(fault)) => (faults::lost(&fault, false), Some(fault)),
            Err(_) => (Loss::Timeout, None),
        };
        if !gate.shut() {
            return End {
                left: true,
                ..End::of(Arrived::Lost(lost))
            };
        }
        End::not_sent(match fault {
            Some(fault) => faults::never_left(&fault, host, lane.url.scheme() == "https", lane.proxied),
            None => faults::late(host, lane.proxied),
        })
    }

    fn http(&self, lane: &Lane<'_>, gate: &Gate) -> Result<reqwest::Request> {
        let refused = || Error::new(Code::RequestBody);
        let method = Method::from_bytes(self.request.operation().method().as_str().as_bytes());
        let mut http = reqwest::Request::new(method.map_err(|_| refused())?, lane.url.clone());
        let mut headers = HeaderMap::new();
        for (name, value) in self.request.headers() {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
            let value = match value {
                Header::Plain(text) => HeaderValue::from_str(text),
                Header::Secret(secret) => {
                    // All copies of the value share these bytes, which are wiped with the last of them.
                    let bytes = Zeroizing::new(secret.expose().as_bytes().to_vec());
                    HeaderValue::from_maybe_shared(Bytes::from_owner(bytes)).map(|mut value| {
                        value.set_sensitive(true);
                        value
                    })
                }
            };
            headers.insert(name, value.map_err(|_| refused())?);
        }
        *http.headers_mut() = headers;
        *http.body_mut() = Some(reqwest::Body::wrap(GatedBody::new(gate, self.request.body())));
        Ok(http)
    }

    /// Reads a reply, never more of it than any true one has.
    async fn read(&self, mut response: Response) -> std::result::Result<Reply, Loss> {
        let most = self.shared.settings.most_reply_bytes;
        let text = |name: HeaderName| {
            let value = response.headers().get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        // What was unpacked on the way has lost this header; what still has it is packed in a way that was not asked for.
        if text(header::CONTENT_ENCODING).is_some_and(|packed| !packed.trim().eq_ignore_ascii_case("identity")) {
            return Err(Loss::Encoding);
        }
        let announced = text(header::CONTENT_LENGTH).and_then(|length| length.trim().parse::<u64>().ok());
        if announced.is_some_and(|length| usize::try_from(length).is_ok_and(|length| length > most)) {
            return Err(Loss::TooLarge);
        }
        let mut reply = Reply {
            status: response.status().as_u16(),
            content_type: text(header::CONTENT_TYPE),
            retry_after: text(header::RETRY_AFTER),
            date: text(header::DATE),
            body: Vec::new(),
        };
        // A reply may hold a certificate's secret: where it grows, it leaves nothing behind.
        let mut body = Zeroizing::new(Vec::new());
        let announced = announced.and_then(|length| usize::try_from(length).ok());
        body.reserve_exact(announced.unwrap_or(0));
        while let Some(chunk) = response.chunk().await.map_err(|fault| faults::lost(&fault, true))? {
            if body.len() + chunk.len() > most {
                return Err(Loss::TooLarge);
            }
            if body.capacity() - body.len() < chunk.len() {
                let mut larger = Zeroizing::new(Vec::with_capacity((body.len() + chunk.len()) * 2));
                larger.extend_from_slice(&body);
                body = larger;
            }
            body.extend_from_slice(&chunk);
        }
        reply.body = std::mem::take(&mut *body);
        Ok(reply)
    }

    /// Counts it, says it, and hands it over.
    fn conclude(&self, end: End, attempt: u64) -> Exchange {
        let verdict = Verdict::of(self.request, &end.arrived);
        let reply = match end.arrived {
            Arrived::Reply(reply) => Some(reply),
            Arrived::NeverLeft(_) | Arrived::Lost(_) => None,
        };
        let took_ms = millis(self.began.elapsed());
        let exchange = Exchange {
            operation: self.request.operation(),
            verdict,
            reply,
            left: end.left,
            attempt,
            took_ms,
            waited_ms: end.waited_ms,
            wait_ms: end.wait_ms,
            skew_ms: end.skew_ms,
        };
        let status = exchange.reply.as_ref().map(|reply| reply.status);
        let received = exchange.reply.as_ref().map_or(0, |reply| reply.body.len());
        let endpoint = self.request.endpoint();
        lock(&self.shared.counters).add(
            endpoint.environment(),
            endpoint.standing(),
            exchange.operation,
            &Tally {
                verdict: exchange.verdict.as_str(),
                left: end.left,
                throttled: status == Some(429),
                held_back: end.held_back,
                opened: end.opened,
                sent_bytes: self.request.body().len() as u64,
                received_bytes: received as u64,
                took_ms: took_ms.saturating_sub(end.waited_ms),
                skew_ms: end.skew_ms,
            },
        );
        let code = exchange.error().map(|error| error.code().as_str());
        tracing::info!(
            verdict = exchange.verdict.as_str(),
            status,
            code,
            left = end.left,
            took_ms,
            waited_ms = end.waited_ms,
            received,
            "done"
        );
        if exchange.skew_warning().is_some() {
            tracing::warn!(skew_ms = end.skew_ms, "this machine's clock is off");
        }
        exchange
    }
}

impl End {
    fn of(arrived: Arrived) -> Self {
        End {
            arrived,
            left: false,
            skew_ms: None,
            wait_ms: None,
            held_back: false,
            opened: false,
            waited_ms: 0,
        }
    }

    fn not_sent(error: Error) -> Self {
        End::of(Arrived::NeverLeft(error))
    }

    fn replied(reply: Reply, head: Option<(SystemTime, Duration)>) -> Self {
        let told = reply.answered_at_unix().zip(head);
        End {
            left: true,
            skew_ms: told.map(|(theirs, (arrived, took))| clock::skew_ms(theirs, arrived, took)),
            ..End::of(Arrived::Reply(reply))
        }
    }
}

/// What a call's end says of the endpoint's health, and how long it asks for peace. A refusal is no failure: it was answered.
fn judged(end: &End) -> (Outcome, Option<u64>) {
    match &end.arrived {
        Arrived::Reply(reply) => {
            let outcome = match reply.status {
                429 => Outcome::Throttled,
                500.. => Outcome::Failed,
                _ => return (Outcome::Answered, None),
            };
            (
                outcome,
                reply.wait_seconds().map(|seconds| seconds.saturating_mul(1_000)),
            )
        }
        Arrived::NeverLeft(_) | Arrived::Lost(_) => (Outcome::Failed, None),
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
