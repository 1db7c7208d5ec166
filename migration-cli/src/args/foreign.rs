//! What other tools call our commands. Those that mean the same are aliases; the others are answered with the right one.

/// Commands of other tools that mean something else here, and what to type.
const ANSWERS: [(&str, &str); 46] = [
    ("revert", "rollback --step 1"),
    ("undo", "rollback"),
    (
        "redo",
        "rollback --step 1, then migrate; refresh undoes and applies all",
    ),
    ("db:migrate", "migrate"),
    ("db:rollback", "rollback"),
    ("db:reset", "fresh"),
    ("db:prepare", "prepare"),
    ("db:seed", "seed"),
    ("db:setup", "prepare"),
    ("db:create", "prepare"),
    (
        "db:drop",
        "fresh, which drops what is in it; the database itself stays",
    ),
    ("db:migrate:status", "status"),
    ("db:migrate:redo", "rollback --step 1, then migrate"),
    ("db:version", "history"),
    ("ecto.migrate", "migrate"),
    ("ecto.rollback", "rollback"),
    ("ecto.setup", "prepare"),
    ("ecto.create", "prepare"),
    ("ecto.gen.migration", "make NAME"),
    ("ecto.migrations", "status"),
    ("upgrade", "migrate"),
    ("downgrade", "rollback --to NAME"),
    ("revision", "make NAME"),
    (
        "stamp",
        "baseline NAME marks as applied; config --stamp NAME names the environment",
    ),
    ("current", "history"),
    ("heads", "status"),
    ("makemigrations", "make NAME"),
    ("showmigrations", "status"),
    ("sqlmigrate", "sql NAME"),
    ("migrate:fresh", "fresh"),
    ("migrate:refresh", "refresh"),
    ("migrate:reset", "reset"),
    ("migrate:rollback", "rollback"),
    ("migrate:status", "status"),
    ("make:migration", "make NAME"),
    ("make:seeder", "a file with #[seeder]"),
    ("add", "make NAME"),
    (
        "create",
        "make NAME makes a migration; prepare makes the database",
    ),
    ("deploy", "migrate"),
    ("validate", "check"),
    ("clean", "fresh"),
    ("force", "resolve NAME --done or --again, or baseline NAME"),
    ("goto", "migrate --to NAME, or rollback --to NAME"),
    (
        "version",
        "--version for the tool; history for the database",
    ),
    ("drop", "fresh"),
    ("setup", "init writes the files; prepare makes the database"),
];

/// What to type instead of a command of another tool.
pub(super) fn answer(word: &str) -> Option<&'static str> {
    let found = ANSWERS.iter().find(|(theirs, _)| *theirs == word);
    found.map(|(_, ours)| *ours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::command;
    use crate::args::parse::understood;

    #[test]
    fn no_answer_is_for_a_command_that_there_is() {
        for (theirs, _) in ANSWERS {
            assert!(!understood(theirs), "{theirs}");
        }
    }

    #[test]
    fn each_answer_begins_with_a_command_or_says_what_else() {
        let names: Vec<String> = command("app", &Default::default())
            .get_subcommands()
            .map(|subcommand| subcommand.get_name().to_owned())
            .collect();
        for (theirs, ours) in ANSWERS {
            let word = ours.split([' ', ',', ';']).next().unwrap();
            assert!(
                names.iter().any(|name| name == word) || ["a", "--version"].contains(&word),
                "{theirs}: {ours}"
            );
        }
    }
}
