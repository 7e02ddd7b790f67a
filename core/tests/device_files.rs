//! What `khatm` reads and writes around a device: nothing that cannot be made again is replaced, and nothing is read without end.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod devices;
#[path = "devices/shell.rs"]
mod shell;
mod support;

use std::fs;

use khatm::gateway::Operation;
use khatm::simulator::{Fault, Rule};
use shell::{Shell, err};

#[test]
fn no_output_replaces_a_device_a_key_or_what_was_sent() {
    let shell = Shell::new("outputs");
    shell.onboarded("A");
    shell.draft("standard-invoice.json", "tax.json");
    shell.ends("build tax.json --seal --device A.device -o tax.xml", 0);
    let (device, sent) = (shell.read("A.device"), shell.read("tax.xml"));
    let asked = shell.simulator.records().len();
    for line in [
        "submit tax.xml --device A.device -o A.device",
        "build tax.json --seal --device A.device -o A.device",
        "sign tax.xml --device A.device -o A.device",
    ] {
        let said = shell.ends(line, 2);
        assert!(said.contains("KHATM-FILE-SECRET"), "{line}: {said}");
    }
    // Another document's place, and the very file that is sent.
    fs::write(shell.folder.join("precious.xml"), "precious").unwrap();
    for line in [
        "submit tax.xml --device A.device -o tax.xml",
        "submit tax.xml --device A.device -o precious.xml",
    ] {
        let said = shell.ends(line, 2);
        assert!(said.contains("KHATM-FILE-TAKEN"), "{line}: {said}");
    }
    assert_eq!(shell.simulator.records().len(), asked, "nothing was sent");
    assert_eq!((shell.read("A.device"), shell.read("tax.xml")), (device, sent));
    assert_eq!(shell.read("precious.xml"), "precious");
    // Its own cleared form may be written again.
    shell.ends("submit tax.xml --device A.device", 0);
    let cleared = shell.read("tax.cleared.xml");
    shell.ends("submit tax.xml --device A.device", 0);
    assert_eq!(shell.read("tax.cleared.xml"), cleared);
}

#[test]
fn a_credential_that_is_not_taken_holds_the_rest_of_the_batch() {
    let shell = Shell::new("held");
    shell.onboarded("A");
    shell.draft("simplified-invoice.json", "till.json");
    for name in ["one", "two"] {
        shell.ends(&format!("build till.json --seal --device A.device -o {name}.xml"), 0);
    }
    shell.fault(Rule::of(Fault::ExpiredCertificate).on(Operation::Reporting));
    let asked = shell.simulator.records().len();
    let said = shell.ends("submit one.xml two.xml --device A.device", 2);
    assert!(
        said.contains("KHATM-GATEWAY-CREDENTIAL") && said.contains("two.xml: KHATM-SUBMIT-HELD"),
        "{said}"
    );
    assert_eq!(shell.simulator.records().len(), asked + 1);
}

#[test]
fn no_more_is_read_than_can_be_of_use() {
    let shell = Shell::new("bounds");
    shell.onboarded("A");
    shell.new_device("B");
    let big = |name: &str, bytes: u64| {
        let file = fs::File::create(shell.folder.join(name)).unwrap();
        file.set_len(bytes).unwrap();
    };
    big("big.xml", 10_000_001);
    let said = shell.ends("submit --device A.device big.xml", 1);
    assert!(said.contains("KHATM-REQUEST-TOO-LARGE"), "{said}");
    big("big.otps", (1 << 20) + 1);
    let said = shell.ends("device onboard B.device --otp-file big.otps", 2);
    assert!(said.contains("KHATM-FILE-READ") && said.contains("1 MiB"), "{said}");
    // Good certificates, and too much behind them.
    let key = rcgen::KeyPair::generate().unwrap();
    let root = rcgen::CertificateParams::default().self_signed(&key).unwrap();
    let mut roots = root.pem().into_bytes();
    fs::write(shell.folder.join("roots.pem"), &roots).unwrap();
    roots.resize((4 << 20) + 1, b'\n');
    fs::write(shell.folder.join("big.pem"), &roots).unwrap();
    for (name, refused) in [("roots.pem", false), ("big.pem", true)] {
        let mut submit = shell.command("submit --device A.device big.xml");
        submit.env("KHATM_CA_FILE", shell.folder.join(name));
        let output = shell.finish(submit);
        assert_eq!(err(&output).contains("KHATM-CA-FILE"), refused, "{}", err(&output));
    }
    #[cfg(unix)]
    {
        // What never ends, and what nobody writes to.
        let said = shell.ends("submit --device A.device /dev/zero", 1);
        assert!(said.contains("KHATM-REQUEST-TOO-LARGE"), "{said}");
        let pipe = std::process::Command::new("mkfifo")
            .arg(shell.folder.join("pipe.device"))
            .status();
        assert!(pipe.unwrap().success());
        let said = shell.ends("device status pipe.device", 2);
        assert!(said.contains("KHATM-FILE-READ"), "{said}");
    }
}
