//! Where the value of an option comes from: a flag, or else the environment, or else `.env`, or else `migratory.toml`, or else
//! what it is unless said.
//!
//! What is below the flags is read before the arguments are, and becomes their default: so each value is checked in the
//! same way, wherever it comes from.

mod dotenv;
mod file;
mod layers;

use std::fmt;
use std::path::PathBuf;

pub(crate) use layers::Layers;

/// An option that may come from elsewhere than a flag. Its flag is `--` and the key with `-` for `_`.
pub(crate) struct Setting {
    /// What it is called in `migratory.toml`.
    pub(crate) key: &'static str,
    /// The variables that say it, the first before the others.
    pub(crate) variables: &'static [&'static str],
}

/// Every option that may come from elsewhere.
pub(crate) const SETTINGS: [Setting; 23] = [
    // The server itself, where `DATABASE_URL` names a connection pooler in front of it.
    setting(
        "url",
        &["MIGRATORY_DIRECT_URL", "MIGRATORY_URL", "DATABASE_URL"],
    ),
    setting("env", &["MIGRATORY_ENV"]),
    setting("table", &["MIGRATORY_TABLE"]),
    setting("schema", &["MIGRATORY_SCHEMA"]),
    setting("seeds_table", &["MIGRATORY_SEEDS_TABLE"]),
    setting("dir", &["MIGRATORY_DIR"]),
    setting("lock_wait", &["MIGRATORY_LOCK_WAIT"]),
    setting("lock_timeout", &["MIGRATORY_LOCK_TIMEOUT"]),
    setting("retries", &["MIGRATORY_RETRIES"]),
    setting("wait", &["MIGRATORY_WAIT"]),
    setting("phase", &["MIGRATORY_PHASE"]),
    setting("order", &["MIGRATORY_ORDER"]),
    setting("on_edited", &["MIGRATORY_ON_EDITED"]),
    setting("on_missing", &["MIGRATORY_ON_MISSING"]),
    setting("on_newer", &["MIGRATORY_ON_NEWER"]),
    setting("forward_only", &["MIGRATORY_FORWARD_ONLY"]),
    setting("allow_existing", &["MIGRATORY_ALLOW_EXISTING"]),
    setting("allow_env", &["MIGRATORY_ALLOW_ENV"]),
    setting("format", &["MIGRATORY_FORMAT"]),
    setting("color", &["MIGRATORY_COLOR"]),
    setting("quiet", &["MIGRATORY_QUIET"]),
    setting("timing", &["MIGRATORY_TIMING"]),
    setting("no_input", &["MIGRATORY_NO_INPUT"]),
];

const fn setting(key: &'static str, variables: &'static [&'static str]) -> Setting {
    Setting { key, variables }
}

impl Setting {
    /// Its flag.
    pub(crate) fn flag(&self) -> String {
        format!("--{}", self.key.replace('_', "-"))
    }

    /// A value as it may be shown: without a password.
    pub(crate) fn shown(&self, value: &str) -> String {
        match self.key {
            "url" => migration_runtime::redacted(value),
            _ => value.to_owned(),
        }
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    Variable(&'static str),
    DotEnv(PathBuf, &'static str),
    /// The file, and the table of it.
    File(PathBuf, Option<String>),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::DotEnv(file, name) => write!(f, "{name} in {}", file.display()),
            Self::File(file, None) => write!(f, "{}", file.display()),
            Self::File(file, Some(table)) => write!(f, "[{table}] in {}", file.display()),
        }
    }
}
