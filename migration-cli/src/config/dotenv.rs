//! `.env`: variables in a file, as most tools read it. They are looked at here, and are not put into the environment.

use std::collections::BTreeMap;
use std::path::Path;

use crate::exit;
use crate::stop::Stop;

/// The variables of a file; one that says nothing is left out.
pub(super) fn read(path: &Path) -> Result<BTreeMap<String, String>, Stop> {
    let unreadable = |error: dotenvy::Error| {
        // What the line says may be a password.
        let why = match error {
            dotenvy::Error::LineParse(_, at) => {
                format!("a line cannot be read, at its character {}", at + 1)
            }
            other => other.to_string(),
        };
        let what = format!("{}: {why}", path.display());
        Stop::said(
            exit::USAGE,
            "MIG-0802",
            &what,
            "correct the file (NAME=\"value\", a line each), or run the same command with --no-dotenv",
        )
    };
    let mut variables = BTreeMap::new();
    for pair in dotenvy::from_path_iter(path).map_err(unreadable)? {
        let (name, value) = pair.map_err(unreadable)?;
        if !value.trim().is_empty() {
            variables.insert(name, value);
        }
    }
    Ok(variables)
}
