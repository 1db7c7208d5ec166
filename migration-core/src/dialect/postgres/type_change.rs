//! Changes of a column's type, the one change that other parts of the table have to follow.
//! <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE>

use super::column_change::{alter_with, is_searched, set_default};
use super::{Lowered, PG, cast, column_type, constraint, index, parenthesised};
use crate::dialect::{LockLevel, ProbeObject, Statement, Target, Unsupported};
use crate::operation::AlterColumn;
use crate::schema::{
    Check, Column, ColumnType, Constraint, Expression, Generation, Index, SchemaState, Table,
};

/// The `USING` of a change of type: the user's own, or a cast where the database would not find one by itself.
fn conversion(
    op: &AlterColumn,
    column: Option<&Column>,
    to: &ColumnType,
    using: Option<&Expression>,
    target: &Target,
) -> Result<Option<String>, Unsupported> {
    if let Some(using) = using {
        return parenthesised(using, target).map(Some);
    }
    match column {
        // A computed column is computed again, and takes no USING.
        Some(column)
            if column
                .generation
                .as_ref()
                .is_none_or(Generation::is_identity) =>
        {
            cast::using(&PG.quote(&op.column), &column.column_type, to, target)
        }
        Some(_) | None => Ok(None),
    }
}

/// A change of type and what it meets.
pub(super) struct TypeChange<'a> {
    op: &'a AlterColumn,
    table: Option<&'a Table>,
    column: Option<&'a Column>,
    to: &'a ColumnType,
    using: Option<String>,
}

impl<'a> TypeChange<'a> {
    pub(super) fn new(
        op: &'a AlterColumn,
        table: Option<&'a Table>,
        to: &'a ColumnType,
        using: Option<&Expression>,
        target: &Target,
    ) -> Result<Self, Unsupported> {
        let column = table.and_then(|table| table.column(&op.column));
        Ok(Self {
            op,
            table,
            column,
            to,
            using: conversion(op, column, to, using, target)?,
        })
    }

    /// With a USING, the default, checks and filters have been read with the old type in mind (`'new'::text`) and do
    /// not fit the new one, so they are taken out and written again.
    pub(super) fn statements(&self, target: &Target) -> Lowered {
        self.refuse_computed_dependents(target)?;
        let (op, using) = (self.op, self.using.is_some());
        let indexes: Vec<&Index> = (self.table.iter().flat_map(|table| table.indexes.values()))
            .filter(|found| using && index::computes_with(found, &op.column))
            .collect();
        let mut statements = Vec::new();
        for found in &indexes {
            let name = PG.quote_name(&op.table.sibling(&found.name));
            statements.push(
                Statement::new(format!("DROP INDEX {name}"))
                    .locks(&op.table, LockLevel::AccessExclusive)
                    .removes(ProbeObject::Index(op.table.clone(), found.name.clone())),
            );
        }
        statements.push(self.with_facts(alter_with(op, &self.clauses(target)?)));
        for found in &indexes {
            let created = index::create_on(&op.table, found, "", target)?;
            statements.push(created.locks(&op.table, LockLevel::Share).scans());
            statements.extend(index::comment(&op.table, found));
        }
        Ok(statements)
    }

    fn clauses(&self, target: &Target) -> Result<Vec<String>, Unsupported> {
        let alter = format!("ALTER COLUMN {}", PG.quote(&self.op.column));
        let checks = self.checks_to_write_again();
        let default = self.column.and_then(|column| column.default.as_ref());
        let default = default.filter(|_| self.using.is_some());
        let mut clauses = Vec::new();
        for check in &checks {
            clauses.push(format!("DROP CONSTRAINT {}", PG.quote(&check.name)));
        }
        if default.is_some() {
            clauses.push(format!("{alter} DROP DEFAULT"));
        }
        clauses.push(format!("{alter} {}", self.type_action(target)?));
        if default.is_some() {
            clauses.push(format!("{alter} {}", set_default(default, target)?));
        }
        for check in checks {
            clauses.push(constraint::add_clause(
                &Constraint::Check(check.clone()),
                target,
            )?);
        }
        Ok(clauses)
    }

    /// Without COLLATE the column would get the collation of its new type.
    fn type_action(&self, target: &Target) -> Result<String, Unsupported> {
        let mut sql = format!("TYPE {}", column_type::name(self.to, target)?);
        let collation = self.column.and_then(|column| column.collation.as_ref());
        if let Some(collation) = collation.filter(|_| column_type::is_collatable(self.to)) {
            sql += &format!(" COLLATE {}", PG.quote(collation));
        }
        if let Some(using) = &self.using {
            sql += &format!(" USING {using}");
        }
        Ok(sql)
    }

    fn checks_to_write_again(&self) -> Vec<&Check> {
        let checks = self.table.iter().flat_map(|table| table.checks.values());
        checks
            .filter(|check| self.using.is_some() && check.expression.mentions(&self.op.column))
            .collect()
    }

    fn with_facts(&self, statement: Statement) -> Statement {
        let name = &self.op.column;
        let from = self.column.map(|column| &column.column_type);
        let rewrites =
            self.using.is_some() || from.is_none_or(|from| cast::rewrites(from, self.to));
        let reindexes = from.is_some_and(|from| cast::reindexes(from, self.to));
        let scans = self.table.is_some_and(|table| {
            table
                .checks
                .values()
                .any(|check| check.expression.mentions(name))
                || table
                    .indexes
                    .values()
                    .any(|found| index::computes_with(found, name))
                || (reindexes && is_searched(table, name))
        });
        let statement = if rewrites {
            statement.rewrites()
        } else {
            statement
        };
        let statement = if rewrites || scans {
            statement.scans()
        } else {
            statement
        };
        match from.is_some_and(|from| cast::loses(from, self.to)) {
            true => statement.loses_data(),
            false => statement,
        }
    }

    /// What the heirs of the table have of their own is not written again with it.
    pub(super) fn refuse_in_heirs(
        &self,
        before: &SchemaState,
        target: &Target,
    ) -> Result<(), Unsupported> {
        let name = &self.op.column;
        let heirs = before.all_heirs_of(&self.op.table);
        for heir in heirs.iter().filter_map(|heir| before.table(heir)) {
            self.refuse_computed_by(Some(heir), target)?;
            let own_default = heir.column(name).map(|column| &column.default)
                != self.column.map(|column| &column.default);
            let reads = (heir.checks.values()).any(|check| check.expression.mentions(name))
                || (heir.indexes.values()).any(|found| index::computes_with(found, name));
            if self.using.is_some() && (own_default || reads) {
                return Err(target.unsupported(
                    format!(
                        "conversion of a column with a default, a check or an index of its own in \"{}\", which inherits it",
                        heir.name
                    ),
                    "drop that before the change, and add it again after",
                ));
            }
        }
        Ok(())
    }

    fn refuse_computed_dependents(&self, target: &Target) -> Result<(), Unsupported> {
        self.refuse_computed_by(self.table, target)
    }

    fn refuse_computed_by(
        &self,
        table: Option<&Table>,
        target: &Target,
    ) -> Result<(), Unsupported> {
        let columns = table.iter().flat_map(|table| &table.columns);
        let dependent = columns.into_iter().find(|other| {
            let expression = other.generation.as_ref().and_then(Generation::expression);
            expression.is_some_and(|expression| expression.mentions(&self.op.column))
        });
        match dependent {
            Some(other) => Err(target.unsupported(
                format!(
                    "change of the type of a column that the computed column \"{}\" uses",
                    other.name
                ),
                "drop the computed column first and add it again afterwards",
            )),
            None => Ok(()),
        }
    }
}
