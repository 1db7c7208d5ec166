//! describe: an operation in words, and the names that it says.

use super::object::describe as object;
use super::{
    ColumnChange, ConflictAction, ConstraintChange, Operation, TablePart, WhichRows, grant,
};
use crate::schema::Deferrable;
use crate::schema::{Constraint, IndexKey, ObjectName};

impl Operation {
    /// Whether it gives something the name that it has, which servers refuse.
    pub(crate) fn renames_to_itself(&self) -> bool {
        matches!(self, Self::RenameTable(op) if op.from == op.to)
            || matches!(self, Self::RenameColumn(op) if op.from == op.to)
            || matches!(self, Self::RenameConstraint(op) if op.from == op.to)
            || matches!(self, Self::RenameIndex(op) if op.from == op.to)
            || matches!(self, Self::RenameEnum(op) if op.from == op.to)
            || matches!(self, Self::RenameEnumValue(op) if op.from == op.to)
            || matches!(self, Self::RenameObject(op) if op.id.name == op.to)
    }

    /// The operation in a few words: `add column "sku" to table "products"`.
    pub fn describe(&self) -> String {
        match self {
            Self::CreateTable(op) => format!("create table \"{}\"", op.table.name),
            Self::DropTable(op) => format!("drop table \"{}\"", op.table),
            Self::RenameTable(op) => format!("rename table \"{}\" to \"{}\"", op.from, op.to),
            Self::CommentOnTable(op) => format!("comment on table \"{}\"", op.table),
            Self::AttachPartition(op) => format!(
                "attach table \"{}\" as a partition of \"{}\"",
                op.partition, op.parent
            ),
            Self::DetachPartition(op) => format!(
                "detach partition \"{}\" of table \"{}\"",
                op.partition, op.parent
            ),
            Self::AddColumn(op) => format!(
                "add column \"{}\" to table \"{}\"",
                op.column.name, op.table
            ),
            Self::DropColumn(op) => {
                format!("drop column \"{}\" of table \"{}\"", op.column, op.table)
            }
            Self::RenameColumn(op) => {
                format!(
                    "rename column \"{}\" of table \"{}\" to \"{}\"",
                    op.from, op.table, op.to
                )
            }
            Self::AlterColumn(op) => {
                let change = match &op.change {
                    ColumnChange::Type { .. } => "change the type of",
                    ColumnChange::Nullable(true) => "allow NULL in",
                    ColumnChange::Nullable(false) => "forbid NULL in",
                    ColumnChange::Default(Some(_)) => "set the default of",
                    ColumnChange::Default(None) => "drop the default of",
                    ColumnChange::Generation(Some(_)) => "add the identity of",
                    ColumnChange::Generation(None) => "drop the generation of",
                    ColumnChange::Collation(_) => "change the collation of",
                    ColumnChange::Comment(_) => "comment on",
                    ColumnChange::Compression(_) => "change the compression of",
                    ColumnChange::Statistics(_) => "change the statistics target of",
                };
                format!(
                    "{change} column \"{}\" of table \"{}\"",
                    op.column, op.table
                )
            }
            Self::AddConstraint(op) => {
                let kind = op.constraint.kind().term();
                format!(
                    "add {kind} \"{}\" to table \"{}\"",
                    op.constraint.name(),
                    op.table
                )
            }
            Self::DropConstraint(op) => {
                let kind = op.kind.map_or("constraint", |kind| kind.term());
                format!("drop {kind} \"{}\" of table \"{}\"", op.name, op.table)
            }
            Self::RenameConstraint(op) => {
                format!(
                    "rename constraint \"{}\" of table \"{}\" to \"{}\"",
                    op.from, op.table, op.to
                )
            }
            Self::ValidateConstraint(op) => format!(
                "validate constraint \"{}\" of table \"{}\"",
                op.name, op.table
            ),
            Self::AlterConstraint(op) => {
                let change = match op.change {
                    ConstraintChange::Deferrable(Deferrable::No) => "no longer defer",
                    ConstraintChange::Deferrable(
                        Deferrable::InitiallyImmediate | Deferrable::InitiallyDeferred,
                    ) => "let transactions defer",
                    ConstraintChange::Enforced(true) => "enforce",
                    ConstraintChange::Enforced(false) => "no longer enforce",
                };
                format!(
                    "{change} constraint \"{}\" of table \"{}\"",
                    op.name, op.table
                )
            }
            Self::CreateIndex(op) => format!(
                "create index \"{}\" on table \"{}\"",
                op.index.name, op.table
            ),
            Self::AttachIndex(op) => format!(
                "attach index \"{}\" of table \"{}\" to index \"{}\" of table \"{}\"",
                op.part, op.partition, op.index, op.table
            ),
            Self::DropIndex(op) => format!("drop index \"{}\" of table \"{}\"", op.name, op.table),
            Self::RenameIndex(op) => format!(
                "rename index \"{}\" of table \"{}\" to \"{}\"",
                op.from, op.table, op.to
            ),
            Self::Reindex(op) => format!("reindex {}", part_of(&op.table, op.index.as_deref())),
            Self::SetStorage(op) => format!(
                "set storage parameters of {}",
                part_of(&op.table, op.index.as_deref())
            ),
            Self::SetTablespace(op) => format!(
                "set the tablespace of {}",
                part_of(&op.table, op.index.as_deref())
            ),
            Self::SetLogged(op) => format!(
                "make table \"{}\" {}",
                op.table,
                if op.logged {
                    "a logged one"
                } else {
                    "an unlogged one"
                }
            ),
            Self::CreateEnum(op) => format!("create type \"{}\"", op.name),
            Self::DropEnum(op) => format!("drop type \"{}\"", op.name),
            Self::CommentOnEnum(op) => format!("comment on type \"{}\"", op.name),
            Self::RenameEnum(op) => format!("rename type \"{}\" to \"{}\"", op.from, op.to),
            Self::AddEnumValue(op) => format!("add value \"{}\" to type \"{}\"", op.value, op.name),
            Self::RenameEnumValue(op) => {
                format!(
                    "rename value \"{}\" of type \"{}\" to \"{}\"",
                    op.from, op.name, op.to
                )
            }
            Self::DropEnumValue(op) => {
                format!("drop value \"{}\" of type \"{}\"", op.value, op.name)
            }
            Self::CreateObject(op) => op.describe(),
            Self::AlterObject(op) => op.describe(),
            Self::ChangeObject(op) => op.describe(),
            Self::DropObject(op) => op.describe(),
            Self::RenameObject(op) => op.describe(),
            Self::CommentOnObject(op) => op.describe(),
            Self::CommentOnPart(op) => match &op.part {
                TablePart::Constraint(name) => {
                    format!("comment on constraint \"{name}\" of table \"{}\"", op.table)
                }
                TablePart::Index(name) => {
                    format!("comment on index \"{name}\" of table \"{}\"", op.table)
                }
            },
            Self::SetRowSecurity(op) => match op.to.enabled {
                true => format!("enable row-level security of table \"{}\"", op.table),
                false => format!("disable row-level security of table \"{}\"", op.table),
            },
            Self::Grant(op) => op.describe(),
            Self::Revoke(op) => op.describe(),
            Self::RawSql(op) => {
                let mut line: String = op.sql.split_whitespace().collect::<Vec<_>>().join(" ");
                if let Some((end, _)) = line.char_indices().nth(60) {
                    line.truncate(end);
                    line.push_str("...");
                }
                format!("run SQL: {line}")
            }
            Self::InsertRows(op) => {
                let rows = match op.rows.len() {
                    1 => "a row".to_owned(),
                    count => format!("{count} rows"),
                };
                match op.on_conflict.as_ref().map(|on| on.action) {
                    Some(ConflictAction::Update) => {
                        format!("insert or update {rows} of table \"{}\"", op.table)
                    }
                    Some(ConflictAction::Nothing) | None => {
                        format!("insert {rows} into table \"{}\"", op.table)
                    }
                }
            }
            Self::UpdateRows(op) => {
                let columns: Vec<&str> = op.set.iter().map(|set| set.column.as_str()).collect();
                let columns = columns.join("\", \"");
                format!("update \"{columns}\" of rows of table \"{}\"", op.table)
            }
            Self::DeleteRows(op) => match &op.which {
                WhichRows::All => format!("delete all rows of table \"{}\"", op.table),
                WhichRows::Where(_) => format!("delete rows of table \"{}\"", op.table),
                WhichRows::Keys { columns: _, keys } => match keys.len() {
                    1 => format!("delete a row of table \"{}\"", op.table),
                    count => format!("delete {count} rows of table \"{}\"", op.table),
                },
            },
            Self::Backfill(op) => {
                let columns: Vec<&str> = op.set.iter().map(|(name, _)| name.as_str()).collect();
                format!(
                    "backfill \"{}\" of table \"{}\"",
                    columns.join("\", \""),
                    op.table
                )
            }
        }
    }

    /// Every name that the operation gives or uses, for checks of names: not raw SQL, not expressions.
    pub fn identifiers(&self) -> Vec<&str> {
        let mut names = Names(Vec::new());
        match self {
            Self::CreateTable(op) => {
                names.table(&op.table);
                op.like.iter().for_each(|like| names.object(like));
                (op.table.inherits.iter()).for_each(|parent| names.object(parent));
            }
            Self::DropTable(op) => names.object(&op.table),
            Self::RenameTable(op) => names.objects(&op.from, &op.to),
            Self::CommentOnTable(op) => names.object(&op.table),
            Self::AttachPartition(op) => names.objects(&op.parent, &op.partition),
            Self::DetachPartition(op) => names.objects(&op.parent, &op.partition),
            Self::AddColumn(op) => names.of(&op.table, [&op.column.name]),
            Self::DropColumn(op) => names.of(&op.table, [&op.column]),
            Self::RenameColumn(op) => names.of(&op.table, [&op.from, &op.to]),
            Self::AlterColumn(op) => names.of(&op.table, [&op.column]),
            Self::AddConstraint(op) => {
                names.object(&op.table);
                names.constraint(&op.constraint);
                names.0.extend(op.using_index.as_deref());
            }
            Self::DropConstraint(op) => names.of(&op.table, [&op.name]),
            Self::RenameConstraint(op) => names.of(&op.table, [&op.from, &op.to]),
            Self::ValidateConstraint(op) => names.of(&op.table, [&op.name]),
            Self::AlterConstraint(op) => names.of(&op.table, [&op.name]),
            Self::CreateIndex(op) => {
                names.object(&op.table);
                names.index(&op.index);
            }
            Self::AttachIndex(op) => {
                names.of(&op.table, [&op.index]);
                names.of(&op.partition, [&op.part]);
            }
            Self::DropIndex(op) => names.of(&op.table, [&op.name]),
            Self::RenameIndex(op) => names.of(&op.table, [&op.from, &op.to]),
            Self::Reindex(op) => names.of(&op.table, &op.index),
            Self::SetStorage(op) => {
                names.of(&op.table, &op.index);
                names.0.extend(op.parameters.keys().map(String::as_str));
            }
            Self::SetTablespace(op) => {
                names.of(&op.table, &op.index);
                names.0.extend(op.tablespace.as_deref());
            }
            Self::SetLogged(op) => names.object(&op.table),
            Self::CreateEnum(op) => names.of(&op.name, &op.values),
            Self::DropEnum(op) => names.object(&op.name),
            Self::CommentOnEnum(op) => names.object(&op.name),
            Self::RenameEnum(op) => names.objects(&op.from, &op.to),
            Self::AddEnumValue(op) => names.of(&op.name, [&op.value]),
            Self::RenameEnumValue(op) => names.of(&op.name, [&op.from, &op.to]),
            Self::DropEnumValue(op) => {
                names.of(&op.name, [&op.value]);
                names.0.extend(op.to.as_deref());
            }
            Self::CreateObject(op) => names.0 = object::names(&op.object),
            Self::AlterObject(op) => names.0 = object::names(&op.to),
            Self::ChangeObject(op) => names.0 = object::names_of_change(op),
            Self::DropObject(op) => names.0 = object::names_of_id(&op.id),
            Self::RenameObject(op) => {
                names.0 = object::names_of_id(&op.id);
                names.object(&op.to);
            }
            Self::CommentOnObject(op) => names.0 = object::names_of_id(&op.id),
            Self::CommentOnPart(op) => match &op.part {
                TablePart::Constraint(name) | TablePart::Index(name) => {
                    names.of(&op.table, [name]);
                }
            },
            Self::SetRowSecurity(op) => names.object(&op.table),
            Self::Grant(op) => names.0 = grant::names(&op.on, &op.to),
            Self::Revoke(op) => names.0 = grant::names(&op.on, &op.from),
            Self::RawSql(_) => {}
            Self::InsertRows(op) => names.of(&op.table, op.columns()),
            Self::UpdateRows(op) => names.of(&op.table, op.set.iter().map(|set| &set.column)),
            Self::DeleteRows(op) => match &op.which {
                WhichRows::Keys { columns, keys: _ } => names.of(&op.table, columns),
                WhichRows::All | WhichRows::Where(_) => names.object(&op.table),
            },
            Self::Backfill(op) => {
                names.of(&op.table, op.set.iter().map(|(name, _)| name));
                names.of(&op.table, op.key.iter().flatten());
            }
        }
        names.0
    }
}

fn part_of(table: &ObjectName, index: Option<&str>) -> String {
    match index {
        Some(index) => format!("index \"{index}\" of table \"{table}\""),
        None => format!("table \"{table}\""),
    }
}

struct Names<'a>(Vec<&'a str>);

impl<'a> Names<'a> {
    fn object(&mut self, name: &'a ObjectName) {
        self.0.extend(name.schema.as_deref());
        self.0.push(&name.name);
    }

    fn objects(&mut self, a: &'a ObjectName, b: &'a ObjectName) {
        self.object(a);
        self.object(b);
    }

    fn of(&mut self, object: &'a ObjectName, names: impl IntoIterator<Item = &'a String>) {
        self.object(object);
        self.0.extend(names.into_iter().map(String::as_str));
    }

    fn table(&mut self, table: &'a crate::schema::Table) {
        self.object(&table.name);
        self.0
            .extend(table.columns.iter().map(|column| column.name.as_str()));
        self.0
            .extend(table.primary_key.iter().map(|key| key.name.as_str()));
        self.0.extend(
            table
                .uniques
                .keys()
                .chain(table.foreign_keys.keys())
                .chain(table.checks.keys())
                .chain(table.exclusions.keys())
                .chain(table.storage.keys())
                .chain(&table.tablespace)
                .map(String::as_str),
        );
        table.indexes.values().for_each(|index| self.index(index));
    }

    fn constraint(&mut self, constraint: &'a Constraint) {
        self.0.push(constraint.name());
    }

    fn index(&mut self, index: &'a crate::schema::Index) {
        self.0.push(&index.name);
        self.0.extend(index.storage.keys().map(String::as_str));
        self.0.extend(index.tablespace.as_deref());
        self.0
            .extend(index.parts.iter().filter_map(|part| match &part.key {
                IndexKey::Column(column) => Some(column.as_str()),
                IndexKey::Expression(_) => None,
            }));
    }
}
