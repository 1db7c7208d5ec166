//! The kinds of operations.

use migratory::core::operation::Operation;

macro_rules! kinds {
    ($($kind:ident),* $(,)?) => {
        /// All kinds of operations: the compiler asks for a new one.
        pub const KINDS: &[&str] = &[$(stringify!($kind)),*];

        /// The kind of an operation.
        pub fn kind(operation: &Operation) -> &'static str {
            match operation {
                $(Operation::$kind(_) => stringify!($kind),)*
            }
        }
    };
}
kinds!(
    CreateTable,
    DropTable,
    RenameTable,
    CommentOnTable,
    SetLogged,
    AttachPartition,
    DetachPartition,
    AddColumn,
    DropColumn,
    RenameColumn,
    AlterColumn,
    AddConstraint,
    DropConstraint,
    RenameConstraint,
    ValidateConstraint,
    AlterConstraint,
    CreateIndex,
    AttachIndex,
    DropIndex,
    RenameIndex,
    Reindex,
    SetStorage,
    SetTablespace,
    CreateEnum,
    DropEnum,
    CommentOnEnum,
    RenameEnum,
    AddEnumValue,
    RenameEnumValue,
    DropEnumValue,
    CreateObject,
    AlterObject,
    ChangeObject,
    DropObject,
    RenameObject,
    CommentOnObject,
    CommentOnPart,
    SetRowSecurity,
    Grant,
    Revoke,
    RawSql,
    InsertRows,
    UpdateRows,
    DeleteRows,
    Backfill,
);
