//! A device in each of its states, and what it may be told.
#![allow(dead_code, clippy::unwrap_used, unreachable_pub, missing_docs)]

use khatm::device::set::Required;
use khatm::device::{Call, Device, Stage};
use khatm::gateway::{Acceptance, Environment, Grant, Otp, Remark, Verdict};
use khatm::invoice::fresh_uuid;
use khatm::seal::issue::Issuer;
use khatm::seal::{CsrConfig, PublicKey};
use khatm::time::Moment;
use khatm::vault::RootKey;

use crate::devices::{configuration, device, grant, keyed, loopback, moment, rehearsal};

const ENGLISH: khatm::Language = khatm::Language::English;

pub fn noon() -> Moment {
    moment("2026-11-21T12:00:00")
}

/// Devices in each state, all of the same key, and what a certificate for them is made of.
pub struct Row {
    pub issuer: Issuer,
    pub key: PublicKey,
    pub fields: CsrConfig,
    pub root: RootKey,
    devices: Vec<Vec<u8>>,
}

impl Row {
    pub fn new() -> Self {
        let issuer = rehearsal();
        let root = RootKey::generate().unwrap();
        let draft = device("0100", loopback(Environment::Simulation), noon());
        let (mut unit, key) = keyed("0100", loopback(Environment::Simulation), noon());
        let mut row = Row {
            issuer,
            key,
            fields: configuration("0100"),
            devices: vec![draft.to_file(&root).unwrap()],
            root,
        };
        row.keep(&unit);
        unit.ask(&Otp::parse("123456").unwrap(), ENGLISH, noon()).unwrap();
        row.keep(&unit);
        unit.settle(Call::ComplianceCsid, &Verdict::Issued(row.grant()), noon())
            .unwrap();
        unit.prepare(noon(), &mut fresh_uuid).unwrap();
        row.keep(&unit);
        for required in Required::of_title("0100") {
            unit.settle(Call::Document(required), &accepted(), noon()).unwrap();
        }
        row.keep(&unit);
        unit.settle(Call::ProductionCsid, &Verdict::Issued(row.grant()), noon())
            .unwrap();
        row.keep(&unit);
        row
    }

    pub fn keep(&mut self, device: &Device) {
        self.devices.push(device.to_file(&self.root).unwrap());
    }

    pub fn grant(&self) -> Grant {
        let (from, to) = (moment("2026-11-21T11:59:00"), moment("2031-11-20T00:00:00"));
        grant(&self.issuer, &self.key, &self.fields, from, to)
    }

    pub fn device(&self, stage: Stage) -> Device {
        let at = Stage::ALL.iter().position(|other| *other == stage).unwrap();
        let device = Device::from_file(&self.devices[at], &self.root).unwrap();
        assert_eq!(device.stage(), stage);
        device
    }
}

pub fn accepted() -> Verdict {
    Verdict::Accepted(Acceptance::default())
}

pub fn said(code: &str, message: &str) -> Vec<Remark> {
    vec![Remark {
        kind: Some("ERROR".to_owned()),
        code: Some(code.to_owned()),
        category: None,
        message: Some(message.to_owned()),
    }]
}
