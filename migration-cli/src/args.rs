//! The arguments.

use clap::{Args as ClapArgs, Parser, Subcommand};

/// Applies and undoes the migrations of this program.
#[derive(Debug, Parser)]
#[command(
    version,
    disable_help_subcommand = true,
    after_help = "Example: --url sqlite:shop.db migrate"
)]
pub(crate) struct Args {
    /// What to do; `migrate` unless said
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) global: Global,
}

/// What every command takes.
#[derive(Debug, ClapArgs)]
pub(crate) struct Global {
    /// The database: postgres://user:password@host:5432/name, mysql://user:password@host:3306/name, sqlite:file.db
    #[arg(
        long,
        short,
        global = true,
        env = "DATABASE_URL",
        hide_env_values = true
    )]
    pub(crate) url: Option<String>,
    /// The table that keeps what was applied
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        default_value = "_migrations"
    )]
    pub(crate) table: String,
    /// The schema of that table; the current one unless said
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) schema: Option<String>,
    /// How many seconds to wait for another runner
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 300)]
    pub(crate) lock_wait: u64,
    /// Migrate a database that has tables but was never migrated by this program
    #[arg(long, global = true)]
    pub(crate) allow_existing: bool,
}

/// The commands.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub(crate) enum Command {
    /// Apply all that is pending, as one batch
    #[command(visible_aliases = ["up", "run"])]
    Migrate,
    /// List all migrations: applied (batch, when) or pending
    #[command(alias = "info")]
    Status,
    /// List the migrations that are not applied
    Pending,
    /// Undo the last batch, or what is chosen
    #[command(visible_alias = "down")]
    Rollback(Rollback),
    /// Undo everything
    Reset,
    /// Undo everything, then apply everything
    #[command(visible_alias = "redo")]
    Refresh,
    /// Drop every table, type and function of the current schema, rows and all, then apply everything
    Fresh {
        /// Really, although there are tables
        #[arg(long, short)]
        yes: bool,
    },
    /// Print the SQL that `migrate` would run
    #[command(visible_alias = "plan")]
    Sql {
        /// Print what `rollback` would run instead
        #[arg(long)]
        down: bool,
    },
}

/// Which migrations to undo; the last batch unless said.
#[derive(Debug, Clone, PartialEq, Eq, ClapArgs)]
#[group(multiple = false)]
pub(crate) struct Rollback {
    /// The last N migrations
    #[arg(long, value_name = "N")]
    pub(crate) step: Option<usize>,
    /// The migrations of one batch
    #[arg(long, value_name = "BATCH")]
    pub(crate) batch: Option<i64>,
    /// All that were applied after this one
    #[arg(long, value_name = "NAME")]
    pub(crate) to: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(line: &str) -> Result<Option<Command>, clap::Error> {
        let words = std::iter::once("app").chain(line.split_whitespace());
        Args::try_parse_from(words).map(|args| args.command)
    }

    #[test]
    fn other_tools_names_for_commands_are_understood() {
        assert_eq!(command("").unwrap(), None);
        for name in ["migrate", "up", "run"] {
            assert_eq!(command(name).unwrap(), Some(Command::Migrate));
        }
        assert!(matches!(
            command("down").unwrap(),
            Some(Command::Rollback(_))
        ));
        assert_eq!(command("plan").unwrap(), Some(Command::Sql { down: false }));
    }

    #[test]
    fn a_rollback_is_chosen_in_one_way_only() {
        assert!(command("rollback --step 2").is_ok());
        let error = command("rollback --step 2 --batch 1").unwrap_err();
        assert_eq!(error.exit_code(), 2);
    }

    #[test]
    fn the_url_may_stand_before_or_after_the_command() {
        for line in ["--url sqlite:a.db status", "status -u sqlite:a.db"] {
            let words = std::iter::once("app").chain(line.split_whitespace());
            let args = Args::try_parse_from(words).unwrap();
            assert_eq!(args.global.url.as_deref(), Some("sqlite:a.db"));
        }
    }
}
