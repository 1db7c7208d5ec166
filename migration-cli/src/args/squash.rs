//! The arguments of `squash`.

use clap::Args as ClapArgs;

/// What the one migration is called, and which it is for.
#[derive(Debug, Clone, PartialEq, Eq, ClapArgs)]
#[command(after_long_help = HELP)]
pub(crate) struct Squash {
    /// What the one migration is called
    pub(crate) name: String,
    /// The first that it replaces, the first of all unless said; the begin of its name will do
    #[arg(long, value_name = "MIGRATION")]
    pub(crate) from: Option<String>,
    /// The last that it replaces, the last of all unless said; the begin of its name will do
    #[arg(long, value_name = "MIGRATION")]
    pub(crate) to: Option<String>,
}

/// What becomes of those that it replaces.
const HELP: &str = "\
The one is sorted right after the last that it replaces. No database is needed, and none is changed. Where they are applied,
it counts as applied and the next `migrate` records it; where none of them is, it runs in their place. Keep their files until
every database has passed it; then delete them, with their `mod` lines.

What a schema does not show cannot be replaced: data migrations, changes of rows, SQL of which no effect is said, files of SQL.

Example: squash shop_of_2025 --to 20251231";
