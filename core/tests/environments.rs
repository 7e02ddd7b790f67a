//! Which credential may go where: every environment × issuer × place, each written down by hand. What is not allowed is refused.
#![allow(clippy::unwrap_used, missing_docs)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::gateway::{Credential, Csid, Endpoint, Environment, Header, Request, Secret, Standing};
use khatm::{Code, Language};
use rcgen::{CertificateParams, DistinguishedName, DnType, DnValue, Issuer, KeyPair};

use Environment::{Production, Sandbox, Simulation};

/// A token as the authority answers it, its certificate issued under this name.
fn token(issuer: &[(DnType, &str)]) -> String {
    let mut name = DistinguishedName::new();
    for (kind, text) in issuer {
        name.push(kind.clone(), DnValue::Utf8String((*text).to_owned()));
    }
    let mut authority = CertificateParams::default();
    authority.distinguished_name = name;
    let issuer = Issuer::new(authority, KeyPair::generate().unwrap());
    let unit = CertificateParams::default();
    let certificate = unit.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap();
    STANDARD.encode(STANDARD.encode(certificate.der()))
}

fn component() -> DnType {
    DnType::CustomDnType(vec![0, 9, 2342, 19_200_300, 100, 1, 25])
}

/// Who issued, the environments that it issues for, and whether it is the authority.
struct Case {
    name: &'static str,
    token: String,
    environments: &'static [Environment],
    standing: Standing,
}

fn issuers() -> Vec<Case> {
    let all: &[Environment] = &Environment::ALL;
    let real = |name: &'static str, environments| Case {
        name,
        token: token(&[
            (component(), "local"),
            (component(), "gov"),
            (component(), "extgazt"),
            (DnType::CommonName, name),
        ]),
        environments,
        standing: Standing::Real,
    };
    let simulated = |name: &'static str, environments| Case {
        name,
        token: token(&[(component(), "khatm-simulator"), (DnType::CommonName, name)]),
        environments,
        standing: Standing::Rehearsal,
    };
    let odd = |name, parts: &[(DnType, &str)]| Case {
        name,
        token: token(parts),
        environments: all,
        standing: Standing::Real,
    };
    vec![
        real("PRZEINVOICESCA4-CA", &[Production, Sandbox]),
        real("PEZEINVOICESCA2-CA", &[Simulation]),
        real("TSZEINVOICE-SubCA-1", &[Sandbox]),
        real("eInvoicing", all),
        real("Somebody", all),
        simulated("PRZEINVOICESCA4-CA", &[Production, Sandbox]),
        simulated("PEZEINVOICESCA2-CA", &[Simulation]),
        simulated("TSZEINVOICE-SubCA-1", &[Sandbox]),
        simulated("eInvoicing", all),
        // A name that has the mark in it is not marked.
        odd("the mark as a name", &[(DnType::CommonName, "DC=khatm-simulator")]),
        odd(
            "the mark in a name",
            &[(DnType::CommonName, "a, DC=khatm-simulator, b")],
        ),
        odd(
            "the mark behind a quote",
            &[(DnType::CommonName, "a\", DC=khatm-simulator, \"b")],
        ),
        odd(
            "the mark in another part",
            &[(DnType::OrganizationName, "khatm-simulator"), (DnType::CommonName, "a")],
        ),
        odd(
            "a longer mark",
            &[(component(), "khatm-simulator-2"), (DnType::CommonName, "a")],
        ),
        odd(
            "an issuer in an issuer's name",
            &[(DnType::CommonName, "x"), (DnType::OrganizationName, "y, CN=PEZ")],
        ),
        odd("no name", &[(component(), "local")]),
    ]
}

#[test]
fn a_credential_is_of_the_environments_that_its_issuer_issues_for() {
    for case in issuers() {
        for environment in Environment::ALL {
            let parsed = Credential::parse(environment, Csid::Production, &case.token, Secret::new("s"), "1");
            match case.environments.contains(&environment) {
                true => {
                    let credential = parsed.unwrap();
                    let place = (credential.environment(), credential.standing());
                    assert_eq!(place, (environment, case.standing), "{}", case.name);
                }
                false => assert_eq!(
                    parsed.unwrap_err().code(),
                    Code::CredentialEnvironment,
                    "{} in {environment:?}",
                    case.name
                ),
            }
        }
    }
}

/// The places of the matrix below: real and rehearsed.
fn places() -> Vec<Endpoint> {
    let mut all = Vec::new();
    for environment in Environment::ALL {
        all.push(Endpoint::official(environment));
        for base in [
            "https://gw-fatoora.zatca.gov.sa",
            "https://other.zatca.gov.sa:8443",
            "http://127.0.0.1:8080",
            "https://localhost:8443",
            "http://[::1]:8080",
        ] {
            all.push(Endpoint::parse(environment, base).unwrap());
        }
    }
    all
}

/// The request, if the credential may go there: three operations take one.
fn asked(endpoint: &Endpoint, by: &Credential) -> khatm::Result<Request> {
    let xml = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/documents/standard.xml"
    ))
    .unwrap();
    match by.csid() {
        Csid::Compliance => {
            let check = Request::compliance_check(endpoint, by, &xml, Language::English);
            let certificate = Request::production_csid(endpoint, by, Language::English);
            assert_eq!(check.is_ok(), certificate.is_ok());
            check
        }
        Csid::Production => {
            let reported = Request::reporting(endpoint, by, &xml, Language::English);
            let sent = Request::submission(endpoint, by, &xml, Language::English);
            assert_eq!(reported.is_ok(), sent.is_ok());
            reported
        }
    }
}

#[test]
fn a_credential_goes_to_its_own_environment_and_standing_and_nowhere_else() {
    let (mut allowed, mut refused) = (0, 0);
    for case in issuers() {
        for &environment in case.environments {
            for csid in [Csid::Compliance, Csid::Production] {
                let by = Credential::parse(environment, csid, &case.token, Secret::new("s"), "1").unwrap();
                for endpoint in places() {
                    let at = format!("{} of {environment:?} to {}", case.name, endpoint.base());
                    let result = asked(&endpoint, &by);
                    let expected = match (
                        endpoint.environment() == environment,
                        endpoint.standing(),
                        case.standing,
                    ) {
                        (false, ..) => Some(Code::CredentialEnvironment),
                        (true, Standing::Rehearsal, Standing::Real) => Some(Code::CredentialReal),
                        (true, Standing::Real, Standing::Rehearsal) => Some(Code::CredentialRehearsal),
                        (true, ..) => None,
                    };
                    match (result, expected) {
                        (Ok(request), None) => {
                            allowed += 1;
                            let secrets = request
                                .headers()
                                .iter()
                                .filter(|(_, value)| matches!(value, Header::Secret(_)));
                            assert_eq!(secrets.count(), 1, "{at}");
                            assert_eq!(request.standing(), case.standing, "{at}");
                            assert!(request.url().starts_with(endpoint.base()), "{at}");
                        }
                        (Err(error), Some(code)) => {
                            refused += 1;
                            assert_eq!(error.code(), code, "{at}");
                            assert!(!error.to_string().contains(&case.token[..40]), "{at}");
                        }
                        (result, expected) => panic!("{at}: {:?}, expected {expected:?}", result.map(|_| "allowed")),
                    }
                }
            }
        }
    }
    assert!(allowed > 200 && refused > 800, "{allowed} {refused}");
}

/// Standing and host, or why not.
type Place = Result<(Standing, &'static str), Code>;

/// A base as somebody writes it, and what becomes of it in whatever environment.
const HOSTS: &[(&str, Place)] = &[
    (
        "https://gw-fatoora.zatca.gov.sa",
        Ok((Standing::Real, "gw-fatoora.zatca.gov.sa")),
    ),
    (
        "https://gw-fatoora.zatca.gov.sa/",
        Ok((Standing::Real, "gw-fatoora.zatca.gov.sa")),
    ),
    (
        " https://gw-fatoora.zatca.gov.sa\n",
        Ok((Standing::Real, "gw-fatoora.zatca.gov.sa")),
    ),
    (
        "https://GW-Fatoora.ZATCA.gov.SA",
        Ok((Standing::Real, "gw-fatoora.zatca.gov.sa")),
    ),
    (
        "https://gw-fatoora.zatca.gov.sa:443",
        Ok((Standing::Real, "gw-fatoora.zatca.gov.sa")),
    ),
    (
        "https://a.b.zatca.gov.sa:65535",
        Ok((Standing::Real, "a.b.zatca.gov.sa")),
    ),
    // Without TLS it is nobody's.
    ("http://gw-fatoora.zatca.gov.sa", Err(Code::EndpointHost)),
    ("HTTPS://gw-fatoora.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("gw-fatoora.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("//gw-fatoora.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https:gw-fatoora.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https:/gw-fatoora.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https:///gw-fatoora.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("ftp://gw-fatoora.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("", Err(Code::EndpointUrl)),
    ("https://", Err(Code::EndpointUrl)),
    // Names that look like the authority's.
    ("https://zatca.gov.sa", Err(Code::EndpointHost)),
    ("https://.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://evilzatca.gov.sa", Err(Code::EndpointHost)),
    ("https://gw-fatoora-zatca.gov.sa", Err(Code::EndpointHost)),
    ("https://zatca.gov.sa.evil.com", Err(Code::EndpointHost)),
    ("https://gw-fatoora.zatca.gov.sa.evil.com", Err(Code::EndpointHost)),
    ("https://gw-fatoora.zatca.gov.sa.", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sa..", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sa%2eevil.com", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sb", Err(Code::EndpointHost)),
    ("https://gw-fatoora.zatca.gov.saa", Err(Code::EndpointHost)),
    ("https://gw-fatoora.zаtca.gov.sa", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sа", Err(Code::EndpointUrl)),
    ("https://gw-fatoora．zatca．gov．sa", Err(Code::EndpointUrl)),
    ("https://gw-fatoora。zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.xn--ztca-63d.gov.sa", Err(Code::EndpointHost)),
    ("https://zatca.gov.sa\u{200b}.evil.com", Err(Code::EndpointUrl)),
    ("https://gw_fatoora.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://-a.zatca.gov.sa", Err(Code::EndpointUrl)),
    // What two readers read in two ways.
    ("https://evil.com@gw-fatoora.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sa@evil.com", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sa:443@evil.com", Err(Code::EndpointUrl)),
    ("https://evil.com\\.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://evil.com\\@gw-fatoora.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://evil.com#.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://evil.com?.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://evil.com/.zatca.gov.sa", Err(Code::EndpointHost)),
    ("https://evil.com;.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://evil.com\t.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://evil.com\n.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://evil.com\0.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://evil.com%00.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://evil.com%2f.zatca.gov.sa", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sa:", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sa:0", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sa:65536", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sa:+443", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sa:443:443", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sa:https", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sa?x=1", Err(Code::EndpointUrl)),
    ("https://gw-fatoora.zatca.gov.sa#x", Err(Code::EndpointUrl)),
    // Loopback, by the names that mean nothing else.
    ("http://127.0.0.1", Ok((Standing::Rehearsal, "127.0.0.1"))),
    ("http://127.0.0.1:8080", Ok((Standing::Rehearsal, "127.0.0.1"))),
    ("https://127.0.0.1:8443", Ok((Standing::Rehearsal, "127.0.0.1"))),
    ("http://127.8.9.10:1", Ok((Standing::Rehearsal, "127.8.9.10"))),
    ("http://localhost:8080", Ok((Standing::Rehearsal, "localhost"))),
    ("http://LocalHost:8080", Ok((Standing::Rehearsal, "localhost"))),
    ("http://[::1]", Ok((Standing::Rehearsal, "[::1]"))),
    ("http://[::1]:8080", Ok((Standing::Rehearsal, "[::1]"))),
    // And by no others.
    ("http://2130706433", Err(Code::EndpointHost)),
    ("http://0x7f000001", Err(Code::EndpointHost)),
    ("http://0x7f.0.0.1", Err(Code::EndpointHost)),
    ("http://0177.0.0.1", Err(Code::EndpointHost)),
    ("http://127.1", Err(Code::EndpointHost)),
    ("http://127.0.0.01", Err(Code::EndpointHost)),
    ("http://127.0.0.1.", Err(Code::EndpointUrl)),
    ("http://127.0.0.1.evil.com", Err(Code::EndpointHost)),
    ("http://0.0.0.0:8080", Err(Code::EndpointHost)),
    ("http://10.0.0.1", Err(Code::EndpointHost)),
    ("http://128.0.0.1", Err(Code::EndpointHost)),
    ("http://localhost.evil.com", Err(Code::EndpointHost)),
    ("http://localhost.zatca.gov.sa", Err(Code::EndpointHost)),
    ("http://evil.localhost", Err(Code::EndpointHost)),
    ("http://localhost.", Err(Code::EndpointUrl)),
    ("http://[::1", Err(Code::EndpointUrl)),
    ("http://::1", Err(Code::EndpointUrl)),
    ("http://[::]", Err(Code::EndpointUrl)),
    ("http://[0:0:0:0:0:0:0:1]", Err(Code::EndpointUrl)),
    ("http://[::ffff:127.0.0.1]", Err(Code::EndpointUrl)),
    ("http://[::1%25lo]", Err(Code::EndpointUrl)),
    ("http://[::1]evil.com", Err(Code::EndpointUrl)),
    ("http://[::1].zatca.gov.sa", Err(Code::EndpointUrl)),
    ("http://[::1]:", Err(Code::EndpointUrl)),
    ("http://user:password@127.0.0.1:8080", Err(Code::EndpointUrl)),
];

#[test]
fn a_host_is_the_authoritys_or_this_machine_or_refused() {
    for environment in Environment::ALL {
        for (base, expected) in HOSTS {
            let parsed = Endpoint::parse(environment, base);
            match (&parsed, expected) {
                (Ok(endpoint), Ok((standing, host))) => {
                    let found = (endpoint.environment(), endpoint.standing(), endpoint.host());
                    assert_eq!(found, (environment, *standing, *host), "{base:?}");
                    let path = format!("/e-invoicing/{}", environment.segment());
                    assert!(endpoint.base().ends_with(&path), "{base:?}: {}", endpoint.base());
                    same_for_the_library(endpoint);
                }
                (Err(error), Err(code)) => {
                    assert_eq!(error.code(), *code, "{base:?}");
                    assert!(!format!("{error:?}").contains("password"), "{base:?}: {error:?}");
                }
                _ => panic!("{base:?}: {parsed:?}, expected {expected:?}"),
            }
        }
    }
}

/// Who sends reads the address again: he must come to the same host.
#[cfg(feature = "drive")]
fn same_for_the_library(endpoint: &Endpoint) {
    let url = reqwest::Url::parse(endpoint.base()).unwrap();
    assert_eq!(url.host_str(), Some(endpoint.host()));
    assert_eq!(url.username(), "");
    assert_eq!(url.password(), None);
    assert!(url.query().is_none() && url.fragment().is_none());
    assert_eq!(
        url.as_str().replace(":443/", "/"),
        endpoint.base().replace(":443/", "/")
    );
}

#[cfg(not(feature = "drive"))]
fn same_for_the_library(_: &Endpoint) {}

#[test]
fn a_path_is_never_another_environments() {
    let hosts = ["https://gw-fatoora.zatca.gov.sa", "http://127.0.0.1:8080"];
    for environment in Environment::ALL {
        for host in hosts {
            for other in Environment::ALL {
                let (segment, upper) = (other.segment(), other.segment().to_uppercase());
                for path in [
                    format!("/e-invoicing/{segment}"),
                    format!("/e-invoicing/{segment}/"),
                    format!("/e-invoicing/{upper}"),
                    format!("/{segment}/e-invoicing"),
                ] {
                    let parsed = Endpoint::parse(environment, &format!("{host}{path}"));
                    match other == environment {
                        true => assert_eq!(parsed.unwrap().base(), format!("{host}{}", path.trim_end_matches('/'))),
                        false => assert_eq!(parsed.unwrap_err().code(), Code::EndpointEnvironment, "{path}"),
                    }
                }
            }
            for path in [
                "/e-invoicing/../core",
                "/e-invoicing/./core",
                "/e-invoicing/.../core",
                "/e-invoicing//core",
                "//core",
                "/e-invoicing/cor%65",
                "/e-invoicing\\core",
                "/e-invoicing/core;a",
                "/a b",
                "/ق",
            ] {
                let parsed = Endpoint::parse(environment, &format!("{host}{path}"));
                assert_eq!(parsed.unwrap_err().code(), Code::EndpointUrl, "{path}");
            }
        }
    }
}

#[test]
fn the_environment_is_chosen_by_name_and_never_by_default() {
    let cases = [
        (Some("production"), Ok(Production)),
        (Some("core"), Ok(Production)),
        (Some(" Production\n"), Ok(Production)),
        (Some("simulation"), Ok(Simulation)),
        (Some("SIMULATION"), Ok(Simulation)),
        (Some("sandbox"), Ok(Sandbox)),
        (Some("developer-portal"), Ok(Sandbox)),
        (None, Err(Code::EnvironmentMissing)),
        (Some(""), Err(Code::EnvironmentMissing)),
        (Some("  "), Err(Code::EnvironmentMissing)),
        (Some("prod"), Err(Code::EnvironmentUnknown)),
        (Some("core-portal"), Err(Code::EnvironmentUnknown)),
        (Some("production,simulation"), Err(Code::EnvironmentUnknown)),
    ];
    for (text, expected) in cases {
        let found = Environment::chosen(text).map_err(|error| error.code());
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn a_token_or_a_secret_beyond_all_measure_is_refused() {
    let parse = |token: &str, secret: &str| {
        let parsed = Credential::parse(Production, Csid::Production, token, Secret::new(secret), "1");
        parsed.map(|_| ()).map_err(|error| error.code())
    };
    let good = token(&[(DnType::CommonName, "PRZEINVOICESCA4-CA")]);
    assert_eq!(parse(&good, &"s".repeat(4 << 10)), Ok(()));
    assert_eq!(parse(&good, &"s".repeat((4 << 10) + 1)), Err(Code::CredentialSecret));
    // The same certificate, its text drawn out with line ends to just within the bound and just beyond.
    let text = String::from_utf8(STANDARD.decode(&good).unwrap()).unwrap();
    let drawn_out = |length: usize| STANDARD.encode(text.clone() + &"\n".repeat(length / 4 * 3 - text.len()));
    assert_eq!(drawn_out(64 << 10).len(), 64 << 10);
    assert_eq!(parse(&drawn_out(64 << 10), "s"), Ok(()));
    assert_eq!(parse(&drawn_out((64 << 10) + 4), "s"), Err(Code::CredentialToken));
}
