//! Operations as the Rust source of a migration, such as a person writes with the builder.
//!
//! Running what is written records the same operations again; a test compiles it and compares. What the builder has no word
//! for is [`Unwritable`], and nothing is left out in silence.

mod alter;
mod column;
mod constraint;
mod csv;
mod enum_type;
mod grant;
mod index;
mod literal;
mod object;
mod part;
mod routine;
mod rows;
pub mod rust;
mod sequence;
mod storage;
mod table;
mod types;

use std::fmt;

use part::{Part, lines};

use crate::operation::Operation;
use crate::schema::SchemaState;

/// A migration to be written.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The name of the struct: `CreatePosts`.
    pub name: &'a str,
    /// What the file says of itself: the lines of its `//!` comment.
    pub doc: &'a [String],
    /// The module that has the builder: `migratory::prelude`.
    pub prelude: &'a str,
    /// What stands between the parentheses of `#[migration(...)]`, if anything does: `transaction = false`.
    pub options: &'a str,
    /// What the migration does.
    pub operations: &'a [Operation],
    /// The state before it: it decides which operations can be undone.
    pub before: &'a SchemaState,
}

/// The builder has no words for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    /// The operation, in a few words: `create table "posts"`.
    pub operation: String,
    /// Why it cannot be written.
    pub reason: String,
}

impl Unwritable {
    fn because(reason: impl Into<String>) -> Self {
        Self {
            operation: String::new(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, reason } = self;
        write!(f, "{operation} cannot be written as Rust: {reason}")
    }
}

impl std::error::Error for Unwritable {}

/// The body of `up`: one statement for each call, as rustfmt lays it out within a method.
///
/// ```
/// use migration_core::builder::Schema;
/// use migration_core::codegen;
///
/// let mut schema = Schema::new();
/// schema.create_table("posts", |t| {
///     t.id();
///     t.string("title", 200).unique();
/// });
/// schema.rename_table("users", "people");
/// let operations: Vec<_> = schema.finish().into_iter().map(|it| it.operation).collect();
///
/// assert_eq!(
///     codegen::body(&operations)?,
///     r#"        schema.create_table("posts", |t| {
///             t.id();
///             t.string("title", 200).unique();
///         });
///
///         schema.rename_table("users", "people");
/// "#
/// );
/// # Ok::<(), codegen::Unwritable>(())
/// ```
///
/// # Errors
///
/// The first operation that the builder has no words for.
pub fn body(operations: &[Operation]) -> Result<String, Unwritable> {
    Ok(rust::body(&lines(operations)?, 8))
}

/// The file of a migration. `down` is derived; where something cannot be undone, a comment says so.
///
/// # Errors
///
/// The first operation that the builder has no words for.
pub fn migration(source: &Source<'_>) -> Result<String, Unwritable> {
    let Source {
        name,
        doc,
        prelude,
        options,
        operations,
        before,
    } = source;
    let mut out = String::new();
    for line in *doc {
        out.push_str(format!("//! {line}").trim_end());
        out.push('\n');
    }
    if !doc.is_empty() {
        out.push('\n');
    }
    let attribute = match options.is_empty() {
        true => "#[migration]".to_owned(),
        false => format!("#[migration({options})]"),
    };
    // What is not used is called so, since the compiler warns otherwise.
    let schema = if operations.is_empty() {
        "_schema"
    } else {
        "schema"
    };
    out.push_str(&format!(
        "use {prelude}::*;\n\npub struct {name};\n\n{attribute}\nimpl Migration for {name} {{\n    \
         fn up(&self, {schema}: &mut Schema) {{\n{}    }}\n",
        body(operations)?
    ));
    let stays = irreversible(operations, before);
    if !stays.is_empty() {
        out.push_str("\n    // No `down`: not all of this can be undone.\n");
    }
    for (what, reason) in stays {
        for line in format!("{what}: {reason}").lines() {
            out.push_str(&format!("    // {line}\n"));
        }
    }
    Ok(out + "}\n")
}

/// The operations that nothing undoes, in a few words each, and why.
fn irreversible(operations: &[Operation], before: &SchemaState) -> Vec<(String, String)> {
    let mut state = before.clone();
    let mut found = Vec::new();
    for operation in operations {
        if let Err(irreversible) = operation.reverse(&state) {
            found.push((operation.describe(), irreversible.reason));
        }
        state.apply_anyway(operation);
    }
    found
}

/// What an operation is written as, by its kind.
fn part<'a>(operations: &'a [Operation]) -> Result<Option<(Part<'a>, usize)>, Unwritable> {
    let [first, rest @ ..] = operations else {
        return Ok(None);
    };
    let one = |part| Ok((part, 1));
    let written = match first {
        Operation::CreateTable(op) => table::create(op).and_then(one),
        Operation::DropTable(op) => one(table::drop(op)),
        Operation::RenameTable(op) => one(table::rename(op)),
        Operation::CommentOnTable(op) => one(alter::comment(op)),
        Operation::SetLogged(op) => one(storage::logged(op)),
        Operation::AttachPartition(op) => table::attach(op).and_then(one),
        Operation::DetachPartition(op) => one(table::detach(op)),
        Operation::AddColumn(op) => alter::add_column(op, rest),
        Operation::DropColumn(op) => one(alter::drop_column(op)),
        Operation::RenameColumn(op) => one(alter::rename_column(op)),
        Operation::AlterColumn(op) => alter::alter_column(op).and_then(one),
        Operation::AddConstraint(op) => constraint::add(op).and_then(one),
        Operation::DropConstraint(op) => one(constraint::drop(op)),
        Operation::RenameConstraint(op) => one(constraint::rename(op)),
        Operation::ValidateConstraint(op) => one(constraint::validate(op)),
        Operation::AlterConstraint(op) => one(constraint::alter(op)),
        Operation::CreateIndex(op) => index::create(op).and_then(one),
        Operation::AttachIndex(op) => one(index::attach(op)),
        Operation::DropIndex(op) => one(index::drop(op)),
        Operation::RenameIndex(op) => one(index::rename(op)),
        Operation::Reindex(op) => one(index::reindex(op)),
        Operation::SetStorage(op) => storage::parameters(op).and_then(one),
        Operation::SetTablespace(op) => one(storage::tablespace(op)),
        Operation::CreateEnum(op) => one(enum_type::create(op)),
        Operation::DropEnum(op) => one(enum_type::drop(op)),
        Operation::CommentOnEnum(op) => one(enum_type::comment(op)),
        Operation::RenameEnum(op) => one(enum_type::rename(op)),
        Operation::AddEnumValue(op) => one(enum_type::add_value(op)),
        Operation::RenameEnumValue(op) => one(enum_type::rename_value(op)),
        Operation::DropEnumValue(op) => one(enum_type::drop_value(op)),
        Operation::CreateObject(op) => object::create(op, rest),
        Operation::AlterObject(op) => object::alter(op).and_then(one),
        Operation::ChangeObject(op) => object::change(op).and_then(one),
        Operation::DropObject(op) => object::drop(op).and_then(one),
        Operation::RenameObject(op) => object::rename(op).and_then(one),
        Operation::CommentOnObject(op) => object::comment(op).and_then(one),
        Operation::CommentOnPart(op) => one(constraint::comment(op)),
        Operation::SetRowSecurity(op) => one(grant::row_security(op)),
        Operation::Grant(op) => one(grant::grant(op)),
        Operation::Revoke(op) => one(grant::revoke(op)),
        Operation::RawSql(op) => rows::raw(op).and_then(one),
        Operation::InsertRows(op) => rows::insert(op).and_then(one),
        Operation::UpdateRows(op) => rows::update(op).and_then(one),
        Operation::DeleteRows(op) => rows::delete(op).and_then(one),
        Operation::Backfill(op) => rows::backfill(op).and_then(one),
    };
    written.map(Some).map_err(|unwritable| Unwritable {
        // What is within another has said its own name.
        operation: match unwritable.operation.is_empty() {
            true => first.describe(),
            false => unwritable.operation,
        },
        ..unwritable
    })
}
