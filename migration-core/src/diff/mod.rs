//! diff: state x state -> the operations that make the one of the other.
//!
//! What must go first is not worked out beside the rules of the operations: each operation is applied to the state as it
//! is by then, and one that cannot be yet waits for its turn. So whatever comes out can be applied in this order, and what
//! is still different at the end is said, never left out.
//!
//! Nothing is taken for a rename that nobody called one. What looks like one is a [`Question`], until it is answered in
//! [`Answers`].

mod column;
mod constraint;
mod enum_type;
mod grant;
mod index;
mod object;
mod order;
mod phased;
mod rename;
mod table;

use std::borrow::Cow;
use std::fmt;

pub use phased::{Phased, phased};
pub use rename::{Answers, Question, Renamed};

use crate::operation::Operation;
use crate::schema::{ObjectName, SchemaState};
use order::Differ;

/// How differences become operations.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What is called otherwise now, and what is not.
    pub answers: Answers,
    /// New indexes of tables that are there are built while others write (PostgreSQL), outside of a transaction.
    pub concurrently: bool,
}

impl Options {
    /// Nothing is a rename and nobody is asked: what is gone goes, what is new is made.
    pub fn unasked() -> Self {
        Self {
            answers: Answers {
                never_ask: true,
                ..Answers::default()
            },
            concurrently: false,
        }
    }
}

/// Why there is no list of operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undecided {
    /// Something is gone and something alike is new: it may have been renamed.
    Questions(Vec<Question>),
    /// No operation makes the one of the other: what is left, in words.
    Left(Vec<String>),
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Questions(questions) => {
                let questions = questions.iter().map(ToString::to_string);
                write!(f, "{}", questions.collect::<Vec<_>>().join("; "))
            }
            Self::Left(left) => write!(f, "no operation changes {}", left.join("; ")),
        }
    }
}

impl std::error::Error for Undecided {}

/// The operations that make `to` of `from`, in an order in which they can be applied: renames, then types, tables, columns,
/// keys and indexes, views and the like, and last what goes. The same states give the same list.
///
/// Both states should be canonical (`dialect::canonical`), or come from the same source: a default of `now()` is another
/// one than `CURRENT_TIMESTAMP` here.
///
/// ```
/// use migration_core::builder::Schema;
/// use migration_core::diff::{Options, diff};
/// use migration_core::schema::SchemaState;
///
/// fn state(say: impl FnOnce(&mut Schema)) -> SchemaState {
///     let (mut schema, mut state) = (Schema::new(), SchemaState::new());
///     say(&mut schema);
///     for recorded in schema.finish() {
///         state.apply(&recorded.operation).unwrap();
///     }
///     state
/// }
/// let before = state(|schema| {
///     schema.create_table("users", |t| {
///         t.id();
///     });
/// });
/// let after = state(|schema| {
///     schema.create_table("users", |t| {
///         t.id();
///         t.string("email", 200).unique();
///     });
/// });
/// let operations = diff(&before, &after, &Options::default()).unwrap();
/// let said: Vec<String> = operations.iter().map(|it| it.describe()).collect();
/// assert_eq!(said, [
///     "add column \"email\" to table \"users\"",
///     "add unique constraint \"users_email_key\" to table \"users\"",
/// ]);
/// assert_eq!(diff(&after, &after, &Options::default()), Ok(vec![]));
/// ```
///
/// # Errors
///
/// Something may have been renamed, or no operation makes the one state of the other.
pub fn diff(
    from: &SchemaState,
    to: &SchemaState,
    options: &Options,
) -> Result<Vec<Operation>, Undecided> {
    let (from, to) = (with_columns(from), with_columns(to));
    let to = &*to;
    let mut differ = Differ::new(&from, to, options);
    differ.rename();
    let questions = rename::questions(&differ.state, to, &options.answers);
    // What was said already and cannot be done is no question.
    let said = &options.answers.said;
    if questions.iter().any(|it| said.contains(&it.renamed)) {
        return Err(Undecided::Left(differ.what_is_in_the_way()));
    }
    if !questions.is_empty() {
        return Err(Undecided::Questions(questions));
    }
    differ.run().map_err(Undecided::Left)
}

/// A canonical state leaves the columns of partitions to their parents; operations want them there.
fn with_columns(state: &SchemaState) -> Cow<'_, SchemaState> {
    let is_bare = |name: &ObjectName| state.table(name).is_some_and(|it| it.columns.is_empty());
    let mut parts = state.tables.values().filter(|it| it.partition_of.is_some());
    if !state.tables.has_partitions() || !parts.any(|table| is_bare(&table.name)) {
        return Cow::Borrowed(state);
    }
    let mut state = state.clone();
    state.follow_parents();
    Cow::Owned(state)
}
