//! The spellings of the authority's own SDK, turned into ours. Flags are taken in any case, as the SDK takes them.

use std::ffi::OsString;

/// Ours for `-sign -invoice F -signedInvoice O` and its like; anything else unchanged.
pub(crate) fn translate(given: &[OsString]) -> Result<Vec<OsString>, String> {
    const VERBS: [&str; 7] = [
        "-validate",
        "-sign",
        "-qr",
        "-generatehash",
        "-invoicerequest",
        "-invoice",
        "-csr",
    ];
    let sdk = |arg: &OsString| VERBS.contains(&arg.to_string_lossy().to_ascii_lowercase().as_str());
    let unknown = |arg: &OsString| {
        let arg = arg.to_string_lossy();
        arg.starts_with('-') && !arg.starts_with("--") && arg.len() > 2
    };
    if !given.iter().skip(1).any(sdk) && !given.get(1).is_some_and(unknown) {
        return Ok(given.to_vec());
    }
    if given.iter().any(|arg| arg.eq_ignore_ascii_case("-csr")) {
        return csr(given);
    }
    let mut command = None;
    let mut invoice = None;
    let mut output = None;
    let mut rest: Vec<OsString> = Vec::new();
    let mut args = given[1..].iter().cloned();
    while let Some(arg) = args.next() {
        let flag = arg.to_string_lossy().to_ascii_lowercase();
        let mut value = || {
            args.next()
                .ok_or_else(|| format!("{} needs a file after it", arg.to_string_lossy()))
        };
        match flag.as_str() {
            "-sign" => command = Some("sign"),
            "-validate" => {
                command = Some("validate");
                rest.push("--sdk".into());
            }
            "-qr" => command = Some("qr"),
            "-generatehash" => command = Some("hash"),
            "-invoicerequest" => command = Some("request"),
            "-invoice" => invoice = Some(value()?),
            "-signedinvoice" | "-apirequest" => output = Some(value()?),
            "-h" | "-help" => return Ok(vec![given[0].clone(), "--help".into()]),
            _ if flag.starts_with('-') && !flag.starts_with("--") => {
                return Err(format!("{} is not known here; see khatm --help", arg.to_string_lossy()));
            }
            _ => rest.push(arg),
        }
    }
    let command = command.ok_or("say what to do: -validate, -sign, -qr, -generateHash or -invoiceRequest")?;
    let invoice = invoice.ok_or("-invoice FILE is missing")?;
    let mut out = vec![given[0].clone(), command.into(), invoice];
    if let Some(output) = output {
        out.extend(["--output".into(), output]);
    }
    out.extend(rest);
    Ok(out)
}

/// Ours for `-csr -csrConfig F`. Files that are not named get the SDK's names, with the time in them.
fn csr(given: &[OsString]) -> Result<Vec<OsString>, String> {
    let (mut config, mut key, mut out, mut environment) = (None, None, None, "production");
    let mut rest: Vec<OsString> = Vec::new();
    let mut args = given[1..].iter().cloned();
    while let Some(arg) = args.next() {
        let flag = arg.to_string_lossy().to_ascii_lowercase();
        let mut value = || {
            args.next()
                .ok_or_else(|| format!("{} needs a file after it", arg.to_string_lossy()))
        };
        match flag.as_str() {
            "-csr" => {}
            "-csrconfig" => config = Some(value()?),
            "-privatekey" => key = Some(value()?),
            "-generatedcsr" => out = Some(value()?),
            "-sim" => environment = "simulation",
            "-nonprod" => environment = "sandbox",
            "-pem" => rest.push("--pem".into()),
            _ if flag.starts_with('-') && !flag.starts_with("--") => {
                return Err(format!("{} is not known here; see khatm --help", arg.to_string_lossy()));
            }
            _ => rest.push(arg),
        }
    }
    let config = config.ok_or("-csrConfig FILE is missing")?;
    let now = crate::cli::commands::signing_time(None).map_err(|error| error.to_string())?;
    let stamp = now.as_str().replace(['-', ':', 'T', 'Z'], "");
    let named = |kind: &str, ending: &str| OsString::from(format!("generated-{kind}-{stamp}.{ending}"));
    let mut ours = vec![given[0].clone(), "csr".into(), "new".into(), "--config".into(), config];
    ours.extend(["--env".into(), environment.into()]);
    ours.extend(["--key-out".into(), key.unwrap_or_else(|| named("private-key", "key"))]);
    ours.extend(["--out".into(), out.unwrap_or_else(|| named("csr", "csr"))]);
    ours.extend(rest);
    Ok(ours)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn run(args: &[&str]) -> Result<Vec<String>, String> {
        let given: Vec<OsString> = std::iter::once("khatm")
            .chain(args.iter().copied())
            .map(Into::into)
            .collect();
        translate(&given).map(|args| args[1..].iter().map(|a| a.to_string_lossy().into_owned()).collect())
    }

    #[test]
    fn the_sdks_words_become_ours() {
        assert_eq!(
            run(&["-sign", "-invoice", "a.xml", "-signedInvoice", "b.xml"]).unwrap(),
            ["sign", "a.xml", "--output", "b.xml"]
        );
        assert_eq!(run(&["-generateHash", "-invoice", "a.xml"]).unwrap(), ["hash", "a.xml"]);
        assert_eq!(
            run(&["-validate", "-invoice", "a.xml"]).unwrap(),
            ["validate", "a.xml", "--sdk"]
        );
        assert_eq!(run(&["-QR", "-INVOICE", "a.xml"]).unwrap(), ["qr", "a.xml"]);
        assert_eq!(
            run(&["-invoice", "a", "-invoiceRequest", "-apiRequest", "b"]).unwrap(),
            ["request", "a", "--output", "b"]
        );
        assert_eq!(
            run(&["-sign", "-invoice", "a", "--key", "k"]).unwrap(),
            ["sign", "a", "--key", "k"]
        );
    }

    #[test]
    fn certificate_requests_are_for_production_unless_said_otherwise() {
        let named = ["-CSR", "-csrconfig", "f", "-PrivateKey", "k", "-generatedCSR", "c"];
        let ours = [
            "csr",
            "new",
            "--config",
            "f",
            "--env",
            "production",
            "--key-out",
            "k",
            "--out",
            "c",
        ];
        assert_eq!(run(&named).unwrap(), ours);
        for (flag, environment) in [("-sim", "simulation"), ("-NonProd", "sandbox")] {
            let ours = run(&[&named[..], &[flag, "-pem", "--force"]].concat()).unwrap();
            assert_eq!(
                (ours[5].as_str(), &ours[10..]),
                (environment, &["--pem".to_owned(), "--force".to_owned()][..])
            );
        }
        let unnamed = run(&["-csr", "-csrConfig", "f"]).unwrap();
        assert!(
            unnamed[7].starts_with("generated-private-key-20") && unnamed[7].ends_with(".key"),
            "{unnamed:?}"
        );
        assert!(
            unnamed[9].starts_with("generated-csr-20") && unnamed[9].ends_with(".csr"),
            "{unnamed:?}"
        );
        assert!(run(&["-csr"]).unwrap_err().contains("-csrConfig"));
        assert!(
            run(&["-csr", "-csrConfig", "f", "-invoice", "g"])
                .unwrap_err()
                .contains("-invoice")
        );
    }

    #[test]
    fn our_own_words_stay() {
        assert_eq!(run(&["hash", "-"]).unwrap(), ["hash", "-"]);
        assert_eq!(run(&["-V"]).unwrap(), ["-V"]);
        assert_eq!(run(&["sign", "a", "-o", "b"]).unwrap(), ["sign", "a", "-o", "b"]);
        assert_eq!(
            run(&["--json", "-generateHash", "-invoice", "a"]).unwrap(),
            ["hash", "a", "--json"]
        );
    }

    #[test]
    fn a_word_too_few_is_said() {
        assert!(run(&["-sign"]).unwrap_err().contains("-invoice"));
        assert!(run(&["-sign", "-invoice"]).unwrap_err().contains("-invoice"));
        assert!(run(&["-frobnicate"]).unwrap_err().contains("-frobnicate"));
    }
}
