//! The verbs: one change to a schema, as pure, dialect-free data.
//!
//! A new variant is asked for by the compiler wherever it must be answered: apply and check, reverse, describe, and
//! `lower` of each dialect. No function over operations has a wildcard arm.

mod apply;
mod backfill;
mod check;
mod column;
mod constraint;
mod data;
mod describe;
mod enum_type;
mod grant;
mod index;
mod index_part;
mod inheritance;
mod object;
mod partition;
mod raw;
mod reverse;
mod table;
mod touched;

pub use apply::{Conflict, ConflictKind};
pub use backfill::{Backfill, DEFAULT_BATCH_SIZE};
pub use column::{AddColumn, AlterColumn, ColumnChange, ColumnPosition, DropColumn, RenameColumn};
pub use constraint::{
    AddConstraint, AlterConstraint, ConstraintChange, DropConstraint, RenameConstraint,
    ValidateConstraint,
};
pub use data::{
    Assignment, ConflictAction, DeleteRows, InsertRows, OnConflict, UpdateRows, WhichRows, fit,
};
pub use enum_type::{
    AddEnumValue, CommentOnEnum, CreateEnum, DropEnum, DropEnumValue, RenameEnum, RenameEnumValue,
    ValuePosition,
};
pub use grant::{Grant, Revoke};
pub use index::{
    AttachIndex, CreateIndex, DropIndex, Reindex, RenameIndex, SetStorage, SetTablespace,
};
pub(crate) use object::is_of_type;
pub use object::{
    AlterObject, ChangeObject, CommentOnObject, CreateObject, DropObject, RenameObject,
};
pub use partition::{AttachPartition, DetachPartition};
pub use raw::RawSql;
pub use reverse::Irreversible;
pub use table::{
    CommentOnPart, CommentOnTable, CreateTable, DropTable, RenameTable, SetLogged, SetRowSecurity,
    TablePart,
};
pub use touched::Touched;

use crate::Location;

/// One change to a schema.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub enum Operation {
    /// Creates a table with its keys, checks and indexes.
    CreateTable(Box<CreateTable>),
    /// Drops a table.
    DropTable(DropTable),
    /// Renames a table, or moves it to another schema, or both.
    RenameTable(RenameTable),
    /// Sets or removes the comment on a table.
    CommentOnTable(CommentOnTable),
    /// Says whether a table is written to the write-ahead log (PostgreSQL).
    SetLogged(SetLogged),
    /// Makes a table a partition of another (PostgreSQL).
    AttachPartition(Box<AttachPartition>),
    /// Makes a partition a table of its own (PostgreSQL).
    DetachPartition(DetachPartition),
    /// Adds a column.
    AddColumn(Box<AddColumn>),
    /// Drops a column.
    DropColumn(DropColumn),
    /// Renames a column.
    RenameColumn(RenameColumn),
    /// Changes one thing about a column.
    AlterColumn(Box<AlterColumn>),
    /// Adds a primary key, unique constraint, foreign key or check.
    AddConstraint(Box<AddConstraint>),
    /// Drops a constraint by name.
    DropConstraint(DropConstraint),
    /// Renames a constraint.
    RenameConstraint(RenameConstraint),
    /// Checks the existing rows against a constraint that was added as not valid.
    ValidateConstraint(ValidateConstraint),
    /// Changes when a constraint is checked, or whether.
    AlterConstraint(AlterConstraint),
    /// Creates an index.
    CreateIndex(Box<CreateIndex>),
    /// Makes an index of a partition a part of its table's (PostgreSQL).
    AttachIndex(AttachIndex),
    /// Drops an index.
    DropIndex(DropIndex),
    /// Renames an index.
    RenameIndex(RenameIndex),
    /// Builds an index, or all of a table, anew.
    Reindex(Reindex),
    /// Sets storage parameters of a table or an index, or gives them their defaults back.
    SetStorage(SetStorage),
    /// Moves a table or an index to another tablespace.
    SetTablespace(SetTablespace),
    /// Creates an enum type.
    CreateEnum(CreateEnum),
    /// Drops an enum type.
    DropEnum(DropEnum),
    /// Sets or removes the comment on an enum type (PostgreSQL).
    CommentOnEnum(CommentOnEnum),
    /// Renames an enum type.
    RenameEnum(RenameEnum),
    /// Adds a value to an enum type.
    AddEnumValue(AddEnumValue),
    /// Renames a value of an enum type.
    RenameEnumValue(RenameEnumValue),
    /// Drops a value of an enum type.
    DropEnumValue(DropEnumValue),
    /// Creates a view, an extension, a schema or another object.
    CreateObject(Box<CreateObject>),
    /// Gives an object another definition.
    AlterObject(Box<AlterObject>),
    /// Changes one thing about an object.
    ChangeObject(Box<ChangeObject>),
    /// Drops an object.
    DropObject(DropObject),
    /// Renames an object, or moves it to another schema, or both.
    RenameObject(RenameObject),
    /// Sets or removes the comment on an object.
    CommentOnObject(CommentOnObject),
    /// Sets or removes the comment on a constraint or an index.
    CommentOnPart(CommentOnPart),
    /// Says whether policies choose the rows of a table.
    SetRowSecurity(SetRowSecurity),
    /// Grants privileges.
    Grant(Grant),
    /// Takes privileges back.
    Revoke(Revoke),
    /// Runs the user's own SQL.
    RawSql(RawSql),
    /// Inserts rows, or updates those that are there already.
    InsertRows(InsertRows),
    /// Sets columns of rows that are there.
    UpdateRows(UpdateRows),
    /// Deletes rows.
    DeleteRows(DeleteRows),
    /// Changes the rows of a table in batches, outside of the migration's transaction.
    Backfill(Box<Backfill>),
}

/// An operation and the place in the user's source that said it.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The operation.
    pub operation: Operation,
    /// The call that recorded it.
    pub at: Location,
    /// The calls that said its parts (the columns of a new table, by name), for errors that are about one part.
    pub parts: Vec<(String, Location)>,
    /// What the builder saw to be wrong (a foreign key that refers to nothing): reported with all else at plan time.
    pub complaints: Vec<(String, Location)>,
}

impl Recorded {
    /// An operation said as a whole in one place.
    pub fn new(operation: impl Into<Operation>, at: Location) -> Self {
        Self {
            operation: operation.into(),
            at,
            parts: Vec::new(),
            complaints: Vec::new(),
        }
    }

    /// The place of a part (the last of its name: of two that are alike, the second is the one too many), or of the whole.
    pub fn place_of(&self, part: Option<&str>) -> Location {
        let part = part.and_then(|part| self.parts.iter().rfind(|(name, _)| name == part));
        part.map_or(self.at, |(_, at)| *at)
    }
}

macro_rules! into_operation {
    ($($variant:ident),* ; $($boxed:ident),*) => {
        $(impl From<$variant> for Operation { fn from(op: $variant) -> Self { Operation::$variant(op) } })*
        $(impl From<$boxed> for Operation { fn from(op: $boxed) -> Self { Operation::$boxed(Box::new(op)) } })*
    };
}
into_operation!(
    DropTable, RenameTable, CommentOnTable, SetLogged, DetachPartition, DropColumn, RenameColumn, DropConstraint, RenameConstraint,
    ValidateConstraint, AlterConstraint, AttachIndex, DropIndex, RenameIndex, Reindex, SetStorage, SetTablespace, CreateEnum, DropEnum, CommentOnEnum, RenameEnum, AddEnumValue, RenameEnumValue, DropEnumValue, RawSql,
    DropObject, RenameObject, CommentOnObject, CommentOnPart, SetRowSecurity, Grant, Revoke,
    InsertRows, UpdateRows, DeleteRows;
    CreateTable, AttachPartition, AddColumn, AlterColumn, AddConstraint, CreateIndex, CreateObject, AlterObject, ChangeObject, Backfill
);
