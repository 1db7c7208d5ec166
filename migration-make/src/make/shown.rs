//! The SQL of a migration that is not compiled yet, for each database, or why there is none.

use migration_core::Error;
use migration_core::operation::Recorded;
use migration_core::plan::{lower_recorded, terminated};

use super::known::{Known, databases};

/// A section for each database, those that say the same in one.
pub(crate) fn sql(name: &str, recorded: &[Recorded], known: &Known) -> String {
    let state = match known.state() {
        Ok(state) => state,
        Err(error) => {
            let why = "-- The SQL is not shown, since the history cannot be replayed:\n";
            return format!("{why}{}", commented(error));
        }
    };
    let mut sections: Vec<(String, String)> = Vec::new();
    for (database, target) in databases() {
        let mut state = state.clone();
        let text = match lower_recorded(name, recorded, &mut state, &target) {
            Ok(statements) => statements
                .iter()
                .map(|planned| terminated(&planned.statement.sql))
                .collect(),
            Err(error) => commented(&error),
        };
        // MySQL and MariaDB mostly agree, and what is wrong is mostly wrong everywhere.
        match sections.iter_mut().find(|(_, other)| *other == text) {
            Some((databases, _)) => {
                databases.push_str(", ");
                databases.push_str(database);
            }
            None => sections.push((database.to_owned(), text)),
        }
    }
    let sections = sections
        .iter()
        .map(|(databases, text)| format!("-- {databases}\n{text}"));
    sections.collect::<Vec<_>>().join("\n")
}

/// What is wrong, as comments of SQL. The places would be those of this program.
fn commented(error: &Error) -> String {
    let mut lines = String::new();
    for problem in error.problems() {
        for (word, text) in [
            ("error", Some(&problem.message)),
            ("help", problem.help.as_ref()),
        ] {
            let text = text.into_iter().flat_map(|text| text.lines());
            for (at, line) in text.enumerate() {
                let word = if at == 0 {
                    format!("{word}: ")
                } else {
                    String::new()
                };
                lines.push_str(&format!("-- {word}{line}\n"));
            }
        }
    }
    lines
}
