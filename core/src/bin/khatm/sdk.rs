//! The spellings of the authority's own SDK, turned into ours. Flags are taken in any case, as the SDK takes them.

use std::ffi::OsString;

/// Ours for `-sign -invoice F -signedInvoice O` and its like; anything else unchanged.
pub(crate) fn translate(given: &[OsString]) -> Result<Vec<OsString>, String> {
    const VERBS: [&str; 5] = ["-sign", "-qr", "-generatehash", "-invoicerequest", "-invoice"];
    let sdk = |arg: &OsString| VERBS.contains(&arg.to_string_lossy().to_ascii_lowercase().as_str());
    let unknown = |arg: &OsString| {
        let arg = arg.to_string_lossy();
        arg.starts_with('-') && !arg.starts_with("--") && arg.len() > 2
    };
    if !given.iter().skip(1).any(sdk) && !given.get(1).is_some_and(unknown) {
        return Ok(given.to_vec());
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
    let command = command.ok_or("say what to do: -sign, -qr, -generateHash or -invoiceRequest")?;
    let invoice = invoice.ok_or("-invoice FILE is missing")?;
    let mut out = vec![given[0].clone(), command.into(), invoice];
    if let Some(output) = output {
        out.extend(["--output".into(), output]);
    }
    out.extend(rest);
    Ok(out)
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
