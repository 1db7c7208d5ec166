//! The arguments.

mod adopt;
mod foreign;
mod global;
mod parse;
mod squash;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

pub(crate) use adopt::Adopt;
pub(crate) use global::{Color, Format, Global, OrderArg, VerdictArg};
pub(crate) use parse::{command, is_given, parse, program, raw_value};
pub(crate) use squash::Squash;

/// Applies and undoes the migrations of this program.
#[derive(Debug, Parser)]
#[command(
    version = concat!("(migratory ", env!("CARGO_PKG_VERSION"), ")"),
    disable_help_subcommand = true
)]
pub(crate) struct Args {
    /// What to do; `migrate` unless said
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) global: Global,
}

/// The commands.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub(crate) enum Command {
    /// Apply all that is pending, as one batch
    #[command(visible_aliases = ["up", "run"])]
    Migrate(Migrate),
    /// List all migrations: applied (batch, when) or pending
    #[command(visible_alias = "info")]
    Status {
        /// Only those that are pending
        #[arg(long)]
        pending: bool,
        /// End with exit code 3 when something is pending, or code and database disagree
        #[arg(long)]
        check: bool,
    },
    /// List the migrations that are not applied
    Pending {
        /// End with exit code 3 when there are some
        #[arg(long)]
        check: bool,
    },
    /// List what was applied, the last first
    #[command(visible_alias = "log")]
    History {
        /// Only what was applied on this day or later: 2026-01-31
        #[arg(long, value_name = "DATE")]
        since: Option<chrono::NaiveDate>,
    },
    /// Show one migration in full: where it stands, its SQL up and down, what was edited since
    Show {
        /// The migration; the begin of its name will do
        name: String,
        /// Only what differs from what was applied
        #[arg(long)]
        diff: bool,
    },
    /// Undo the last batch, or what is chosen
    #[command(visible_alias = "down")]
    Rollback(Rollback),
    /// Undo everything
    Reset(Destroy),
    /// Undo everything, then apply everything
    Refresh {
        #[command(flatten)]
        destroy: Destroy,
        /// Then run the seeders
        #[arg(long)]
        seed: bool,
    },
    /// Drop every table, type and function of the current schema, rows and all, then apply everything
    Fresh {
        #[command(flatten)]
        destroy: Destroy,
        /// Then run the seeders
        #[arg(long)]
        seed: bool,
    },
    /// Make the database if there is none, migrate it, and run the seeders
    Prepare {
        /// Without the seeders
        #[arg(long)]
        no_seed: bool,
    },
    /// Run the seeders that are new or changed
    Seed(Seed),
    /// List backfills, and how far they are; pause one, or let it go on
    Backfill(Backfill),
    /// Replay the whole history without a database, up and down, and say all that is wrong
    Check {
        /// Then look whether the database is as the history says; exit code 3 when it is not
        #[arg(long)]
        against_database: bool,
    },
    /// Print what `migrate` would run, or the SQL of one migration
    #[command(visible_aliases = ["plan", "dry-run"])]
    Sql(Sql),
    /// Mark migrations as applied without running them: all, or those up to a name
    #[command(visible_alias = "fake")]
    Baseline {
        /// The last one to mark; the begin of its name will do
        name: Option<String>,
        /// Although the database is empty
        #[arg(long)]
        force: bool,
    },
    /// Mark as applied what sqlx, diesel, refinery or sea-orm has applied, by its own ledger; or write migrations of what is in the
    /// database
    Adopt(Adopt),
    /// Make the ledger say what the code says: accept edited migrations, know renamed ones by their new name
    Repair {
        /// Only these; one that is gone from the code must be named to be struck off
        names: Vec<String>,
    },
    /// Decide what became of a statement that a run was broken off at
    Resolve(Resolve),
    /// Say who holds the lock of the migrations
    Unlock {
        /// End the session that holds it
        #[arg(long)]
        kill: bool,
    },
    /// Look for what makes trouble: rights, poolers, invalid indexes, half-done migrations, clocks
    Doctor,
    /// Wait until the database takes connections, 60 s unless --wait says otherwise
    Wait,
    /// Show each option, its value, and where that comes from
    Config(Config),
    /// Explain an error by its code
    Explain {
        /// MIG-0307; without one, all are listed
        code: Option<String>,
    },
    /// Print a script that completes commands and flags
    Completions {
        /// For this shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages
    Man {
        /// Into this folder, a page for each command; without one, the main page is printed
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Say what differs: between the history and the database, or any two of the history, the models, databases and snapshots
    Diff(Diff),
    /// Make the database what the models say, without a migration: for development
    Sync(Sync),
    /// Keep the schema that the migrations make in one file of SQL: write it, look whether it is as they say, make a new
    /// database of it
    Snapshot(Snapshot),
    /// Write a migration that its name and fields describe
    #[command(visible_aliases = ["new", "generate"])]
    Make(migration_make::Make),
    /// Write one migration for many, proven by replay to leave the same schema
    Squash(Squash),
    /// Write the crate of migrations, and the alias `cargo migrate`
    Init(migration_make::Init),
    /// Start a throwaway server for tests; list what tests have left, and drop it
    #[command(subcommand)]
    TestDb(TestDb),
}

impl Command {
    /// What it is called.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Migrate(_) => "migrate",
            Self::Status { .. } => "status",
            Self::Pending { .. } => "pending",
            Self::History { .. } => "history",
            Self::Show { .. } => "show",
            Self::Rollback(_) => "rollback",
            Self::Reset(_) => "reset",
            Self::Refresh { .. } => "refresh",
            Self::Fresh { .. } => "fresh",
            Self::Prepare { .. } => "prepare",
            Self::Seed(_) => "seed",
            Self::Backfill(_) => "backfill",
            Self::Check { .. } => "check",
            Self::Sql(_) => "sql",
            Self::Baseline { .. } => "baseline",
            Self::Adopt(_) => "adopt",
            Self::Repair { .. } => "repair",
            Self::Resolve(_) => "resolve",
            Self::Unlock { .. } => "unlock",
            Self::Doctor => "doctor",
            Self::Wait => "wait",
            Self::Config(_) => "config",
            Self::Explain { .. } => "explain",
            Self::Completions { .. } => "completions",
            Self::Man { .. } => "man",
            Self::Diff(_) => "diff",
            Self::Sync(_) => "sync",
            Self::Snapshot(_) => "snapshot",
            Self::Make(_) => "make",
            Self::Squash(_) => "squash",
            Self::Init(_) => "init",
            Self::TestDb(_) => "test-db",
        }
    }
}

/// What to apply, and what then.
#[derive(Debug, Clone, Default, PartialEq, Eq, ClapArgs)]
pub(crate) struct Migrate {
    /// Only those up to this one; the begin of its name will do
    #[arg(long, value_name = "NAME", conflicts_with = "plan")]
    pub(crate) to: Option<String>,
    /// Only the first N
    #[arg(long, short = 'n', value_name = "N", conflicts_with_all = ["plan", "to"])]
    pub(crate) step: Option<usize>,
    /// Then run the seeders that are new or changed
    #[arg(long)]
    pub(crate) seed: bool,
    /// Run this plan, as `sql --format json` saved it, or nothing
    #[arg(long, value_name = "FILE")]
    pub(crate) plan: Option<PathBuf>,
    /// Print what would run, and run nothing: as `sql` does
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Proof that what destroys is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, ClapArgs)]
pub(crate) struct Destroy {
    /// Really, although there is something to lose
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// The name of the database that is meant, where it is stamped production
    #[arg(long, value_name = "NAME")]
    pub(crate) database: Option<String>,
}

/// What became of a statement.
#[derive(Debug, Clone, PartialEq, Eq, ClapArgs)]
pub(crate) struct Resolve {
    /// The migration
    pub(crate) name: String,
    /// The statement has happened
    #[arg(
        long,
        visible_alias = "applied",
        conflicts_with = "again",
        required_unless_present = "again"
    )]
    pub(crate) done: bool,
    /// The statement has not happened, and is to run
    #[arg(long, visible_alias = "rolled-back")]
    pub(crate) again: bool,
}

/// Which migrations to undo; the last batch unless said.
#[derive(Debug, Clone, Default, PartialEq, Eq, ClapArgs)]
pub(crate) struct Rollback {
    /// The last N migrations
    #[arg(long, short = 'n', alias = "steps", value_name = "N", conflicts_with_all = ["batch", "to"])]
    pub(crate) step: Option<usize>,
    /// The migrations of one batch
    #[arg(long, value_name = "BATCH", conflicts_with = "to")]
    pub(crate) batch: Option<i64>,
    /// All that were applied after this one; the begin of its name will do
    #[arg(long, value_name = "NAME")]
    pub(crate) to: Option<String>,
    /// Print what would run, and run nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What to print as SQL.
#[derive(Debug, Clone, Default, PartialEq, Eq, ClapArgs)]
pub(crate) struct Sql {
    /// This migration, whether it is applied or not, without a database; the begin of its name will do
    pub(crate) name: Option<String>,
    /// The way back: of the migration, or of the last batch
    #[arg(long)]
    pub(crate) down: bool,
    /// For this database: postgres, mysql, mariadb, sqlite; all that the program is built for unless said
    #[arg(long, value_name = "DATABASE", requires = "name")]
    pub(crate) dialect: Option<String>,
}

/// What to do with the file of the schema.
#[derive(Debug, Clone, PartialEq, Eq, ClapArgs)]
pub(crate) struct Snapshot {
    /// Write it; look whether it is as the migrations say, with exit code 3 when it is not; make an empty database of it
    #[arg(value_enum)]
    pub(crate) action: SnapshotAction,
    /// The file
    #[arg(long, value_name = "FILE", default_value = "schema.sql")]
    pub(crate) file: PathBuf,
}

/// What to do with the file of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SnapshotAction {
    Dump,
    Check,
    Load,
}

/// What to compare.
#[derive(Debug, Clone, Default, PartialEq, Eq, ClapArgs)]
pub(crate) struct Diff {
    /// What it is now: `history`, `models`, `database`, the URL of a database, or the file of a snapshot
    #[arg(long, value_name = "SOURCE", default_value = "history")]
    pub(crate) from: String,
    /// What it is to become: the same
    #[arg(long, value_name = "SOURCE", default_value = "database")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) names: migration_make::Names,
    /// These schemas; the current one unless said
    #[arg(long, value_name = "SCHEMA")]
    pub(crate) only_schema: Vec<String>,
    /// End with exit code 3 when something differs
    #[arg(long)]
    pub(crate) check: bool,
}

impl Diff {
    /// Whether the database is as the history says.
    pub(crate) fn of_the_database() -> Self {
        Self {
            from: "history".to_owned(),
            to: "database".to_owned(),
            check: true,
            ..Self::default()
        }
    }
}

/// What to make of the database.
#[derive(Debug, Clone, Default, PartialEq, Eq, ClapArgs)]
pub(crate) struct Sync {
    /// Really, although data is lost
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Drop tables that have no model
    #[arg(long)]
    pub(crate) drop_tables: bool,
    #[command(flatten)]
    pub(crate) names: migration_make::Names,
}

/// Which seeders to run.
#[derive(Debug, Clone, Default, PartialEq, Eq, ClapArgs)]
pub(crate) struct Seed {
    /// Unchanged ones, too
    #[arg(long)]
    pub(crate) force: bool,
    /// This one and those that it comes after; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Vec<String>,
    /// Run none, and list where each stands
    #[arg(long, conflicts_with_all = ["force", "only"])]
    pub(crate) status: bool,
}

/// What to do about backfills.
#[derive(Debug, Clone, PartialEq, Eq, ClapArgs)]
pub(crate) struct Backfill {
    #[command(subcommand)]
    pub(crate) action: Option<BackfillAction>,
}

/// What to do about backfills.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub(crate) enum BackfillAction {
    /// List them, and how far they are
    #[command(visible_alias = "status")]
    List,
    /// Stop one after its running batch; it stays where it is until it is resumed
    Pause {
        /// The migration; the begin of its name will do
        name: String,
    },
    /// Let one go on: the next `migrate` continues it
    Resume {
        /// The migration; the begin of its name will do
        name: String,
    },
}

/// What to do about databases of tests.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub(crate) enum TestDb {
    /// Start a server of the programs that are installed, which stays until `down`, and print its URL
    Up {
        #[arg(value_enum, default_value_t)]
        database: TestServerOf,
    },
    /// Print the URL of the throwaway server that runs
    Url {
        #[arg(value_enum, default_value_t)]
        database: TestServerOf,
    },
    /// Stop the throwaway server, whoever uses it
    Down {
        #[arg(value_enum, default_value_t)]
        database: TestServerOf,
    },
    /// List what tests have made: on throwaway servers, those of MIGRATORY_TEST_*URL, and files of SQLite
    #[command(visible_alias = "list")]
    Ls,
    /// Drop what tests have left that were killed, and what is older than a day
    Gc {
        /// All that is not in use
        #[arg(long)]
        all: bool,
    },
}

/// The servers that there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum TestServerOf {
    #[default]
    Postgres,
    #[value(alias = "mariadb")]
    Mysql,
}

impl TestServerOf {
    /// As it is typed.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }
}

/// What to do about the options.
#[derive(Debug, Clone, Default, PartialEq, Eq, ClapArgs)]
pub(crate) struct Config {
    /// Say where each value comes from, and what else could say it
    #[arg(long)]
    pub(crate) explain: bool,
    /// Stamp the database with this environment
    #[arg(long, value_name = "NAME", conflicts_with = "explain")]
    pub(crate) stamp: Option<String>,
}
