use super::server::Inner;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::{Request, Response};
use std::sync::Arc;
pub(super) async fn answer(inner: Arc<Inner>, request: Request<Incoming>) -> Response<Body> {
    let _ = (inner, request);
    Response::new(Body::empty())
}
