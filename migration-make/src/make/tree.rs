//! What a migration that is to be written does, as data: `write` makes Rust of it, `replay` operations.

use migration_core::schema::{ColumnType, ReferentialAction};

/// A call on `schema`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Statement {
    /// A line that is for the reader.
    Comment(String),
    /// `create_type`.
    CreateType { name: String, values: Vec<String> },
    /// `create_table`.
    CreateTable { name: String, parts: Vec<Part> },
    /// `drop_table`.
    DropTable { name: String },
    /// `rename_table`.
    RenameTable { from: String, to: String },
    /// `alter_table`.
    AlterTable { name: String, changes: Vec<Change> },
    /// `create_index`.
    CreateIndex {
        table: String,
        columns: Vec<String>,
        unique: bool,
    },
    /// `drop_index`.
    DropIndex { table: String, name: String },
    /// `drop_unique`.
    DropUnique { table: String, name: String },
    /// `drop_foreign_key`.
    DropForeignKey { table: String, name: String },
    /// `add_unique`.
    AddUnique { table: String, columns: Vec<String> },
    /// `add_foreign_key`.
    AddForeignKey {
        table: String,
        column: String,
        to: (String, String),
        said: Vec<Said>,
    },
    /// `backfill`: each column is set where it is NULL.
    Backfill {
        table: String,
        set: Vec<(String, Value)>,
    },
}

/// A call on the `t` of `create_table`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    /// `id`.
    Id,
    /// `created_at`.
    CreatedAt,
    /// `updated_at`.
    UpdatedAt,
    /// `timestamps`.
    Timestamps,
    /// `soft_delete`.
    SoftDelete,
    /// A column by the method of its type.
    Column(Column),
    /// `references`: a big integer with a foreign key to `id`, and an index.
    References {
        name: String,
        table: String,
        said: Vec<Said>,
    },
    /// `primary_key` over several columns.
    PrimaryKey(Vec<String>),
}

/// A call on the `t` of `alter_table`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    /// `add_column`.
    AddColumn(Column),
    /// `drop_column`, with what uses it or without.
    DropColumn { name: String, cascade: bool },
    /// `rename_column`.
    RenameColumn { from: String, to: String },
    /// `change_type`.
    Retype { name: String, to: ColumnType },
    /// `set_not_null`.
    SetNotNull(String),
    /// `set_nullable`.
    SetNullable(String),
    /// `set_default`.
    SetDefault(String, Value),
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) column_type: ColumnType,
    pub(crate) said: Vec<Said>,
}

/// What is said of a column besides its type, one call each.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    PrimaryKey,
    AutoIncrement,
    Optional,
    Default(Value),
    Unique,
    References(String, String),
    OnDelete(ReferentialAction),
    OnUpdate(ReferentialAction),
    Index,
    Check(String),
    Comment(String),
}

/// A value, as it is written in the source.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Text(String),
    Sql(String),
}
