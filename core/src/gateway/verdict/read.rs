//! Reading replies, whatever their shape.

use super::{Doubt, Reply, Verdict};
use crate::gateway::request::Request;

/// What a whole reply says.
pub(super) fn reply(request: &Request, reply: &Reply) -> Verdict {
    let _ = request;
    Verdict::Unsure(Doubt::Unclear(reply.status, Vec::new()))
}
