//! `khatm device import`: a device's file into a ledger.

use std::path::{Path, PathBuf};

use crate::device::Store as DeviceFile;
use crate::device::adopt::Last;
use crate::device::kept;
use crate::{Code, Error, Result};
use clap::Args;

use super::{Voice, in_chosen_environment, root_key};
use crate::cli::ledger::{now, open};
use crate::cli::output;

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Devices' files. Each is called FILE.imported afterwards: a device issues from one place only.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The last document that was issued with an active device's certificate, COUNTER:HASH; 0 if there is none. Its chain goes on
    /// from there.
    #[arg(long, value_name = "COUNTER:HASH")]
    last: Option<String>,
    /// The ledger: khatm store new makes one.
    #[arg(long, value_name = "LEDGER")]
    store: PathBuf,
    /// Who does it: kept in the audit.
    #[arg(long, value_name = "NAME", default_value = "khatm")]
    by: String,
}

impl Import {
    pub(crate) fn run(&self, voice: Voice) -> u8 {
        let Some(root) = root_key(voice) else {
            return output::USAGE;
        };
        let store = match open(&self.store) {
            Ok(store) => store,
            Err(error) => {
                voice.error(&self.store, &error);
                return output::USAGE;
            }
        };
        let one = |file: &Path| -> Result<String> {
            let last = self.last.as_deref().map(Last::parse).transpose()?;
            // One document is the last one of one device.
            if self.files.len() > 1 && matches!(last, Some(Last::Document(_))) {
                return Err(Error::new(Code::ImportLast).at("--last"));
            }
            let device = DeviceFile::read(file, &root)?;
            in_chosen_environment(&device)?;
            let kept = kept::import(&store, &device, &root, last, &self.by, now())?;
            set_aside(file)?;
            Ok(kept.name)
        };
        let mut worst = output::GOOD;
        for file in &self.files {
            match one(file) {
                Ok(name) if voice.json => output::json(file, &serde_json::json!({ "device": name })),
                Ok(name) => output::line(&format!(
                    "{} → {}: {}",
                    output::name(file),
                    output::name(&self.store),
                    output::fit(&name)
                )),
                Err(error) => {
                    voice.error(file, &error);
                    worst = output::USAGE;
                }
            }
        }
        worst
    }
}

/// From now on the device is the ledger's: under its old name nobody takes the file for a device that may issue.
fn set_aside(file: &Path) -> Result<()> {
    let mut aside = file.as_os_str().to_owned();
    aside.push(".imported");
    std::fs::rename(file, &aside).map_err(|error| Error::new(Code::FileWrite).found(&error.to_string()))
}
