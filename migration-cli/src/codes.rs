//! What each code of an error means, and what to do. `explain` prints it, without a database and without a network.

/// An error that can be looked up.
pub(crate) struct Code {
    pub(crate) code: &'static str,
    /// What it is, in a few words.
    pub(crate) title: &'static str,
    /// Why it comes about, and what to do.
    pub(crate) text: &'static str,
    /// The exit code that it mostly ends with.
    pub(crate) exit: u8,
}

/// Every code.
pub(crate) const CODES: [Code; 34] = [
    code(
        "MIG-0101",
        2,
        "the database URL cannot be read",
        "A URL is postgres://user:password@host:5432/name, mysql://user:password@host:3306/name or sqlite:path/to/file.db.\n\
         What is special in a password (@ : / ? # %) is percent-encoded. A program speaks only to the databases whose cargo\n\
         features it was built with: features = [\"postgres\"] in Cargo.toml.\n\n\
         next: correct --url or DATABASE_URL; `config --explain` says where the value comes from",
    ),
    code(
        "MIG-0102",
        8,
        "the server does not answer, or the connection was lost",
        "Nothing listens at the address, or something between dropped the connection. A run that loses its connection looks\n\
         into the ledger before it goes on, so nothing runs twice.\n\n\
         next: run the same command again; --wait=60s waits for a server that is starting",
    ),
    code(
        "MIG-0103",
        2,
        "the server refuses the user, or a right is missing",
        "The name or password is wrong, or the user may not do what is needed: migrations create tables in the current\n\
         schema, and write the ledger. From PostgreSQL 15 on, who does not own schema public may not create in it.\n\n\
         next: `doctor` says which right is missing; GRANT it as the owner",
    ),
    code(
        "MIG-0104",
        2,
        "the server has no database of this name",
        "The server is there, the database is not.\n\nnext: `prepare` makes it and migrates it; or CREATE DATABASE",
    ),
    code(
        "MIG-0105",
        8,
        "the database can only be read",
        "It is a replica, or its transactions are read-only. Nothing was tried.\n\n\
         next: use the URL of the primary; with several hosts, target_session_attrs=read-write finds it",
    ),
    code(
        "MIG-0201",
        7,
        "the migrations of this program are not a history",
        "None is registered, or names are malformed or used twice. A library of migrations that nothing refers to is dropped\n\
         by the linker: write `use my_migrations as _;` in the program.\n\nnext: correct this and build again",
    ),
    code(
        "MIG-0202",
        1,
        "the migrations cannot be run as they are",
        "They were replayed without a database, and something does not fit: an unknown table, a name used twice, what a\n\
         database cannot do. All that is wrong is listed, each at its line. Nothing was run.\n\n\
         next: correct the migration; `check` replays the whole history",
    ),
    code(
        "MIG-0203",
        7,
        "the code and the ledger do not fit",
        "A migration was edited after it was applied, is missing in the code, runs out of order over the same objects; or the\n\
         database has tables and no ledger.\n\n\
         next: `status` shows both; `show NAME --diff` what was edited; `repair` accepts it; `baseline` marks what is there,\n\
         `adopt` what another tool has applied",
    ),
    code(
        "MIG-0204",
        7,
        "what was begun or saved is no longer what it was",
        "A saved plan no longer fits the history or the ledger, or a migration that was broken off in the middle was edited in a\n\
         part that is done.\n\nnext: save the plan again, or put the done part back as it was",
    ),
    code(
        "MIG-0205",
        2,
        "what was asked for does not exist",
        "No migration, batch or seeder is called so, or several are.\n\nnext: choose from what `status` lists",
    ),
    code(
        "MIG-0206",
        3,
        "migrations are pending, and none may be",
        "A service that does not migrate itself was started before its database was migrated.\n\nnext: migrate",
    ),
    code(
        "MIG-0207",
        1,
        "one migration is not equal to those that it replaces",
        "A migration that replaces others has to leave the schema that they leave, which is proven by replay as long as the\n\
         program has both. What a schema does not show cannot be proven: data migrations, changes of rows, SQL of which no\n\
         effect is said, files of SQL; `squash` refuses them.\n\n\
         next: make it equal; or choose others: squash NAME --from FIRST --to LAST",
    ),
    code(
        "MIG-0301",
        1,
        "a migration failed",
        "The database refused one of its statements, which is shown with the line that asked for it. Where the database rolls\n\
         back changes of the schema (PostgreSQL, SQLite), nothing of this migration is left; on MySQL the steps before it are\n\
         done and recorded, and the next run goes on after them.\n\nnext: correct the migration or the data; then migrate",
    ),
    code(
        "MIG-0302",
        8,
        "others did not give up their locks in time",
        "Each statement waits --lock-timeout for the locks of others, then the migration is rolled back, so that nobody queues\n\
         behind it, and tried again, --retries times. Who was in the way is said.\n\n\
         next: end the session that is named, or migrate when there is less to do",
    ),
    code(
        "MIG-0303",
        130,
        "the run was stopped",
        "By Ctrl-C or SIGTERM. The running migration was rolled back, or is recorded as far as it came.\n\n\
         next: run the same command again",
    ),
    code(
        "MIG-0304",
        9,
        "somebody must decide, or finish what was broken off",
        "A run ended inside of a statement that is not in a transaction, and nothing tells whether it has happened; or\n\
         something is half applied or half rolled back.\n\n\
         next: the message has the commands: resolve NAME --done or --again, or the command that was broken off",
    ),
    code(
        "MIG-0305",
        1,
        "the migration's own code says no",
        "Code of the user's in a data migration or a seeder returned an error.\n\nnext: see the message",
    ),
    code(
        "MIG-0306",
        1,
        "a query failed",
        "A query of a data migration, of a seeder, or of this tool was refused by the database.\n\nnext: see the message",
    ),
    code(
        "MIG-0307",
        1,
        "rows that are there already are in the way of a constraint",
        "A check, unique key, foreign key or NOT NULL is to hold for all rows, and does not.\n\n\
         next: correct the rows, in a migration before this one; or add the constraint with .not_valid() on PostgreSQL,\n\
         which holds it for new rows, and validate it later",
    ),
    code(
        "MIG-0308",
        1,
        "a row that was asked for is not there",
        "find_one(...).into_row() found none.\n\nnext: ask with find_one(...).optional(), or put the row there before",
    ),
    code(
        "MIG-0309",
        1,
        "several rows where one was asked for",
        "find_one found more than one.\n\nnext: say more of the row",
    ),
    code(
        "MIG-0310",
        1,
        "a value cannot be read as the type that was asked for",
        "The column has another type, or is NULL where the type takes none.\n\nnext: ask for an Option, or for another type",
    ),
    code(
        "MIG-0501",
        5,
        "another runner holds the lock",
        "It has held it for longer than --lock-wait. Who it is, and what it does, is said.\n\n\
         next: run the same command again; `unlock` says who holds the lock, `unlock --kill` ends a dead one",
    ),
    code(
        "MIG-0601",
        6,
        "refused by a guard",
        "Something would be lost: the database is stamped production, or has tables that `fresh` would drop, or the program\n\
         goes forward only.\n\n\
         next: the message says what proves that it is meant",
    ),
    code(
        "MIG-0602",
        6,
        "a migration cannot be undone",
        "What it took away cannot be brought back, and it has no `down` of its own.\n\n\
         next: write a new migration that goes forward, or a `down`",
    ),
    code(
        "MIG-0701",
        7,
        "the program was built without a migration that is in its folder",
        "A file beside the registered ones is not compiled: its `mod` line is missing, or the program is older than the file.\n\n\
         next: add the line that the message shows, and build",
    ),
    code(
        "MIG-0801",
        2,
        "the command line is not understood",
        "An argument is missing, or is not known.\n\nnext: --help lists all",
    ),
    code(
        "MIG-0802",
        2,
        "an option outside of the command line is wrong",
        "In the environment, in .env, or in migratory.toml.\n\nnext: `config --explain` lists every option, its value, and its place",
    ),
    code(
        "MIG-0803",
        1,
        "what was asked for could not be written",
        "The disk is full, or the folder is not there.\n\nnext: run the same command again where there is room",
    ),
    code(
        "MIG-0804",
        2,
        "a file cannot be read",
        "It is not there, or not to be read by this user.\n\nnext: check the path",
    ),
    code(
        "MIG-0805",
        2,
        "an answer is needed, and nobody can be asked",
        "--no-input was said.\n\nnext: say the flag that the message names",
    ),
    code(
        "MIG-0806",
        1,
        "a difference that no operation makes",
        "What the one schema has, no change can give the other: a table that is to inherit from another one, say, or\n\
         something that this database cannot do.\n\n\
         next: write that change by hand, in a migration of its own",
    ),
    code(
        "MIG-0807",
        2,
        "something is gone, and something alike is new",
        "It may have been renamed, or one thing is dropped and another one added: only you know. A rename keeps the rows, the\n\
         other loses them. Nothing is guessed.\n\n\
         next: --rename OLD=NEW, or --no-rename OLD=NEW; on a terminal you are asked",
    ),
    code(
        "MIG-0808",
        6,
        "a snapshot is loaded into an empty database alone",
        "Something is there already, or migrations are applied.\n\nnext: `migrate` applies what is pending",
    ),
];

const fn code(code: &'static str, exit: u8, title: &'static str, text: &'static str) -> Code {
    Code {
        code,
        title,
        text,
        exit,
    }
}

/// A code by its name, as somebody types it: `MIG-0307`, `mig-307`, `0307`.
pub(crate) fn find(name: &str) -> Option<&'static Code> {
    let digits = name
        .trim()
        .trim_start_matches(|c: char| !c.is_ascii_digit());
    let number: u16 = digits.parse().ok()?;
    let name = format!("MIG-{number:04}");
    CODES.iter().find(|code| code.code == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_runtime_is_explained() {
        for code in migration_runtime::Error::CODES {
            assert!(find(code).is_some(), "{code}");
        }
    }

    #[test]
    fn each_explanation_ends_with_what_to_do_next() {
        for code in &CODES {
            assert!(code.text.contains("\n\nnext: "), "{}", code.code);
            assert!(
                code.text.lines().all(|line| line.chars().count() <= 120),
                "{}",
                code.code
            );
        }
    }

    #[test]
    fn a_code_is_found_however_it_is_written() {
        for name in ["MIG-0307", "mig-307", "0307", "307", "E0307"] {
            assert_eq!(find(name).unwrap().code, "MIG-0307");
        }
        assert!(find("MIG").is_none() && find("9999").is_none() && find("").is_none());
    }
}
