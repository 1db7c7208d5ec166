//! The arguments of `adopt`.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use migration_runtime::OtherTool;

/// Whose ledger to take over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub(crate) struct Adopt {
    /// The other tool; the one whose ledger is there unless said
    #[arg(long, value_name = "TOOL", value_parser = tools())]
    pub(crate) from: Option<OtherTool>,
    /// Write migrations that make what is in the database, for one that no tool looked after
    #[arg(long, conflicts_with_all = ["from", "force", "dry_run"])]
    pub(crate) from_database: bool,
    /// What the migration of --from-database is called
    #[arg(
        long,
        value_name = "NAME",
        default_value = "initial_schema",
        requires = "from_database"
    )]
    pub(crate) name: String,
    /// Say what would be marked, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Although files were edited since sqlx applied them
    #[arg(long)]
    pub(crate) force: bool,
}

fn tools() -> impl clap::builder::TypedValueParser<Value = OtherTool> {
    let words = OtherTool::ALL.map(OtherTool::word);
    PossibleValuesParser::new(words).try_map(|word| OtherTool::of(&word).ok_or("no such tool"))
}
