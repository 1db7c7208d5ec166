//! Tables. <https://www.postgresql.org/docs/current/sql-createtable.html>

use super::{
    Lowered, PG, column, column_change, comment_literal, constraint, grant, index, parenthesised,
    partition, relocate, storage, text, word,
};
use crate::dialect::{LockLevel, ProbeObject, Statement, Target, Unsupported};
use crate::operation::{
    AlterColumn, ColumnChange, CommentOnPart, CommentOnTable, CreateTable, DropTable, RenameTable,
    TablePart,
};
use crate::schema::{
    Constraint, Exclusion, Expression, ObjectName, PartitionStrategy, Partitioning, RowSecurity,
    SchemaState, Table,
};

/// The table, constraints that CREATE TABLE does not take, indexes, comments.
///
/// Of these only foreign keys lock a table that others use.
pub(super) fn create(op: &CreateTable, before: &SchemaState, target: &Target) -> Lowered {
    let table = &op.table;
    if op.if_not_exists && is_known(&table.name, before) {
        return Ok(Vec::new());
    }
    let (now, later): (Vec<_>, Vec<_>) =
        (table.constraints().into_iter()).partition(|constraint| fits_in_create(constraint, table));
    let mut statements = vec![create_table(op, &now, before, target)?];
    for constraint in &later {
        let statement = constraint::add_to(&table.name, constraint, target)?;
        statements.push(locks_parent(
            statement,
            table,
            std::slice::from_ref(constraint),
        ));
    }
    let words = word(op.if_not_exists, "IF NOT EXISTS ");
    for index in table.indexes.values() {
        statements.push(index::create_on(&table.name, index, words, target)?);
    }
    statements.extend(own_columns(table, before, target)?);
    statements.extend(table.columns.iter().filter_map(|column| {
        let set = column.statistics?;
        Some(column::statistics(&table.name, &column.name, Some(set)))
    }));
    statements.extend(comments(table));
    statements.extend(grant::row_security(
        &table.name,
        RowSecurity::default(),
        table.row_security,
    ));
    Ok(statements)
}

/// A table is created with the columns of its parents; these have something of their own.
fn own_columns(table: &Table, before: &SchemaState, target: &Target) -> Lowered {
    let parent = (table.partition_of.as_ref()).and_then(|of| before.table(&of.parent));
    let inherited = match parent {
        Some(parent) => parent.columns.clone(),
        None => before.inherited_columns(table),
    };
    let mut statements = Vec::new();
    for column in &table.columns {
        let Some(of_parent) = inherited.iter().find(|it| it.name == column.name) else {
            continue;
        };
        let changes = [
            (of_parent.default != column.default)
                .then(|| ColumnChange::Default(column.default.clone())),
            (of_parent.nullable && !column.nullable).then_some(ColumnChange::Nullable(false)),
            (of_parent.compression != column.compression)
                .then(|| ColumnChange::Compression(column.compression.clone())),
        ];
        for change in changes.into_iter().flatten() {
            let set = AlterColumn {
                table: table.name.clone(),
                column: column.name.clone(),
                change,
            };
            statements.extend(column_change::alter(&set, before, target)?);
        }
    }
    Ok(statements)
}

/// CREATE TABLE takes NOT VALID, but marks the constraint as valid; and of two keys on the same columns, or two exclusions
/// that are alike, it makes one, and says nothing.
fn fits_in_create(constraint: &Constraint, table: &Table) -> bool {
    match constraint {
        Constraint::PrimaryKey(_) => true,
        Constraint::Exclusion(exclusion) => {
            let named = |other: &Exclusion| Exclusion {
                name: exclusion.name.clone(),
                ..other.clone()
            };
            let first = (table.exclusions.values()).find(|other| named(other) == *exclusion);
            first.is_none_or(|first| first.name == exclusion.name)
        }
        Constraint::Unique(unique) => {
            let key = table.primary_key.as_ref().map(|key| &key.columns);
            let first = (table.uniques.values()).find(|other| other.columns == unique.columns);
            key != Some(&unique.columns) && first.is_none_or(|first| first.name == unique.name)
        }
        Constraint::ForeignKey(_) | Constraint::Check(_) => !constraint::is_not_valid(constraint),
    }
}

fn create_table(
    op: &CreateTable,
    constraints: &[Constraint],
    before: &SchemaState,
    target: &Target,
) -> Result<Statement, Unsupported> {
    let table = &op.table;
    let mut lines = Vec::new();
    // A table has those of its parents.
    let inherited = before.inherited_columns(table);
    let is_own = |name: &str| {
        table.partition_of.is_none() && inherited.iter().all(|column| column.name != name)
    };
    for column in table.columns.iter().filter(|it| is_own(&it.name)) {
        lines.push(format!("    {}", column::definition(column, target)?));
    }
    for constraint in constraints {
        lines.push(format!(
            "    {}",
            constraint::definition(constraint, target)?
        ));
    }
    let lines = match lines.join(",\n") {
        none if none.is_empty() => none,
        lines => format!("\n{lines}\n"),
    };
    let body = match &table.partition_of {
        None => format!("({lines}){}", inherits(&table.inherits)),
        Some(of) => {
            let parent = PG.quote_name(&of.parent);
            let own = match lines.is_empty() {
                true => String::new(),
                false => format!("({lines}) "),
            };
            let bound = partition::bound(&of.bound, target)?;
            format!("PARTITION OF {parent} {own}{bound}")
        }
    };
    let partition_by = (table.partitioning.as_ref())
        .map(|partitioning| partition_by(partitioning, table, target))
        .transpose()?;
    let sql = format!(
        "CREATE {}TABLE {}{} {body}{}{}{}",
        persistence(table, target)?,
        word(op.if_not_exists, "IF NOT EXISTS "),
        PG.quote_name(&table.name),
        partition_by.unwrap_or_default(),
        storage::with(&table.storage),
        storage::tablespace(table.tablespace.as_ref()),
    );
    let statement = Statement::new(sql).creates(ProbeObject::Table(table.name.clone()));
    Ok(match &table.partition_of {
        Some(of) => statement.locks(&of.parent, LockLevel::AccessExclusive),
        None if !table.inherits.is_empty() && table.foreign_keys.is_empty() => {
            statement.locks(&table.inherits[0], LockLevel::ShareUpdateExclusive)
        }
        None => locks_parent(statement, table, constraints),
    })
}

fn inherits(parents: &[ObjectName]) -> String {
    let names: Vec<String> = parents.iter().map(|name| PG.quote_name(name)).collect();
    match names.is_empty() {
        true => String::new(),
        false => format!(" INHERITS ({})", names.join(", ")),
    }
}

/// `TEMPORARY ` or `UNLOGGED `. A temporary table is never logged.
fn persistence(table: &Table, target: &Target) -> Result<&'static str, Unsupported> {
    if table.temporary && table.name.schema.is_some() {
        return Err(target.unsupported(
            "temporary table in a schema of one's own choice",
            "leave the schema out of its name",
        ));
    }
    if table.partitioning.is_some() && !table.exclusions.is_empty() {
        return Err(target.unsupported(
            "exclusion constraint on a partitioned table before version 17",
            "add it to its partitions",
        ));
    }
    if table.partitioning.is_some() && table.foreign_keys.values().any(|key| key.not_valid) {
        return Err(target.unsupported(
            "foreign key that is not valid on a partitioned table before version 18",
            "leave not_valid out",
        ));
    }
    if table.unlogged && table.partitioning.is_some() {
        return Err(target.unsupported(
            "partitioned table that is unlogged",
            "make its partitions unlogged",
        ));
    }
    if !table.storage.is_empty() && table.partitioning.is_some() {
        return Err(target.unsupported(
            "storage parameters of a partitioned table",
            "give them to its partitions",
        ));
    }
    Ok(match (table.temporary, table.unlogged) {
        (true, _) => "TEMPORARY ",
        (false, true) => "UNLOGGED ",
        (false, false) => "",
    })
}

fn partition_by(
    partitioning: &Partitioning,
    table: &Table,
    target: &Target,
) -> Result<String, Unsupported> {
    let strategy = match partitioning.strategy {
        PartitionStrategy::Range => "RANGE",
        PartitionStrategy::List => "LIST",
        PartitionStrategy::Hash => "HASH",
    };
    let key = |key: &Expression| {
        let text = text(key, target)?;
        let names = |name: &str| text == name || text == PG.quote(name);
        match table.columns.iter().find(|column| names(&column.name)) {
            Some(column) => Ok(PG.quote(&column.name)),
            None => parenthesised(key, target),
        }
    };
    let keys = (partitioning.keys.iter())
        .map(key)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(format!(" PARTITION BY {strategy} ({})", keys.join(", ")))
}

/// Names the first other table that these constraints of a new table refer to: a foreign key locks it against writes.
fn locks_parent(statement: Statement, table: &Table, constraints: &[Constraint]) -> Statement {
    let parent = constraints.iter().find_map(|constraint| match constraint {
        Constraint::ForeignKey(key) => Some(&key.references).filter(|name| **name != table.name),
        Constraint::PrimaryKey(_)
        | Constraint::Unique(_)
        | Constraint::Check(_)
        | Constraint::Exclusion(_) => None,
    });
    match parent {
        Some(parent) => statement.locks(parent, LockLevel::ShareRowExclusive),
        None => statement,
    }
}

fn comments(table: &Table) -> Vec<Statement> {
    let on_table = table
        .comment
        .as_deref()
        .map(|comment| comment_sql(&table.name, Some(comment)));
    let on_columns = table.columns.iter().filter_map(|column| {
        let comment = column.comment.as_deref()?;
        Some(column::comment_sql(
            &table.name,
            &column.name,
            Some(comment),
        ))
    });
    let on_indexes =
        (table.indexes.values()).filter_map(|index| index::comment(&table.name, index));
    let on_constraints = (table.constraint_comments.iter()).map(|(name, comment)| {
        comment_on_part(&CommentOnPart {
            table: table.name.clone(),
            part: TablePart::Constraint(name.clone()),
            comment: Some(comment.clone()),
        })
    });
    on_table
        .into_iter()
        .chain(on_columns)
        .map(Statement::new)
        .chain(on_indexes)
        .chain(on_constraints)
        .collect()
}

/// The name of an index stands in the schema of its table, that of a constraint on it.
/// It is the constraint or the index that is locked.
pub(super) fn comment_on_part(op: &CommentOnPart) -> Statement {
    let on = match &op.part {
        TablePart::Constraint(name) => format!(
            "CONSTRAINT {} ON {}",
            PG.quote(name),
            PG.quote_name(&op.table)
        ),
        TablePart::Index(name) => format!("INDEX {}", PG.quote_name(&op.table.sibling(name))),
    };
    let comment = comment_literal(op.comment.as_deref());
    Statement::new(format!("COMMENT ON {on} IS {comment}"))
}

fn comment_sql(table: &ObjectName, comment: Option<&str>) -> String {
    let comment = comment_literal(comment);
    format!("COMMENT ON TABLE {} IS {comment}", PG.quote_name(table))
}

/// Whether the state is sure that the table is there.
fn is_known(name: &ObjectName, before: &SchemaState) -> bool {
    before.table(name).is_some() && !before.is_named_by_raw_sql(&name.name)
}

pub(super) fn drop(op: &DropTable, before: &SchemaState) -> Statement {
    Statement::new(format!(
        "DROP TABLE {}{}{}",
        word(op.if_exists, "IF EXISTS "),
        PG.quote_name(&op.table),
        word(op.cascade, " CASCADE"),
    ))
    .locks(&op.table, LockLevel::AccessExclusive)
    .drops(before.table(&op.table))
    .removes(ProbeObject::Table(op.table.clone()))
}

/// Indexes, constraints and sequences keep their names, and go with the table to another schema.
pub(super) fn rename(op: &RenameTable, before: &SchemaState) -> Vec<Statement> {
    let taken =
        |name: &ObjectName| before.tables.contains_key(name) || before.enums.contains_key(name);
    let mut from = op.from.clone();
    let mut statements = Vec::new();
    for (sql, now) in relocate("TABLE", &op.from, &op.to, taken) {
        let statement = Statement::new(sql).locks(&from, LockLevel::AccessExclusive);
        statements.push(statement.creates(ProbeObject::Table(now.clone())));
        from = now;
    }
    statements
}

pub(super) fn comment(op: &CommentOnTable) -> Statement {
    Statement::new(comment_sql(&op.table, op.comment.as_deref()))
        .locks(&op.table, LockLevel::ShareUpdateExclusive)
}
