//! Values that leave an enum type. There is no `ALTER TYPE ... DROP VALUE`: a new type takes the old one's name, and the
//! columns go over to it, all of a table in one `ALTER TABLE`, which writes it anew once.
//!
//! No value is added, so nothing has to be committed before it is used. What a row holds that the new type does not have
//! is an error of the cast; all of it is one transaction.

use super::super::column_change::set_compression;
use super::super::{
    Lowered, PG, column_change, column_type, comment_literal, constraint, grant, index,
};
use super::dependents::refuse_dependents;
use crate::Value;
use crate::dialect::{LockLevel, ProbeObject, Statement, Target, Unsupported};
use crate::operation::{AddConstraint, CreateEnum, DropEnum, DropEnumValue, RenameEnum};
use crate::schema::{
    Check, Column, ColumnType, Constraint, DefaultValue, ForeignKey, GrantTarget, Index,
    ObjectName, SchemaState, Table, naming,
};

pub(in super::super) fn drop_value(
    op: &DropEnumValue,
    before: &SchemaState,
    target: &Target,
) -> Lowered {
    let Some(enum_type) = before.enum_type(&op.name) else {
        return Err(target.unsupported(
            format!(
                "way to drop a value of type \"{}\", whose values no migration says",
                op.name
            ),
            "create the type in an earlier migration, or make it anew in raw SQL",
        ));
    };
    refuse_dependents(&op.name, before, target)?;
    let old = naming::old_type(&op.name, |name| {
        before.enums.contains_key(name)
            || before.tables.contains_key(name)
            || before.type_object(name).is_some()
    });
    let mut values = enum_type.values.clone();
    values.retain(|value| *value != op.value);
    let change = Change { op, before, target };
    let keys = change.foreign_keys();

    let tables = change.tables();
    for table in &tables {
        change.refuse_parts(table)?;
    }
    let mut statements = Vec::new();
    for (owner, key) in &keys {
        statements.push(without_constraint(&owner.name, &key.name));
    }
    for table in &tables {
        statements.extend(change.take_out(table));
    }
    let rename = RenameEnum {
        from: op.name.clone(),
        to: old.clone(),
    };
    statements.extend(super::rename(&rename, before));
    statements.push(super::create(&CreateEnum {
        name: op.name.clone(),
        values,
    }));
    for table in tables.iter().filter(|table| table.partition_of.is_none()) {
        statements.push(change.convert(table)?);
    }
    for table in &tables {
        statements.extend(change.put_back(table)?);
    }
    for (owner, key) in &keys {
        let add = AddConstraint {
            table: owner.name.clone(),
            constraint: Constraint::ForeignKey((*key).clone()),
            using_index: None,
        };
        statements.push(constraint::add(&add, before, target)?);
        statements.extend(constraint::comment_again(&owner.name, &key.name, before));
    }
    statements.push(super::drop(&DropEnum {
        name: old,
        if_exists: false,
    }));
    statements.extend(change.of_the_type(enum_type.comment.as_deref()));
    Ok(statements)
}

fn without_constraint(table: &ObjectName, name: &str) -> Statement {
    let sql = format!(
        "ALTER TABLE {} DROP CONSTRAINT {}",
        PG.quote_name(table),
        PG.quote(name)
    );
    Statement::new(sql)
        .locks(table, LockLevel::AccessExclusive)
        .removes(ProbeObject::Constraint(table.clone(), name.to_owned()))
}

struct Change<'a> {
    op: &'a DropEnumValue,
    before: &'a SchemaState,
    target: &'a Target,
}

impl<'a> Change<'a> {
    /// The tables with columns of the type, each before its partitions.
    fn tables(&self) -> Vec<&'a Table> {
        let mut found: Vec<&Table> = Vec::new();
        let roots = self.before.tables.values();
        for root in roots.filter(|table| table.partition_of.is_none()) {
            let partitions = self.before.all_partitions_of(&root.name);
            let partitions = partitions.iter().filter_map(|name| self.before.table(name));
            found.extend([root].into_iter().chain(partitions));
        }
        found.retain(|table| self.columns(table).next().is_some());
        found
    }

    fn columns(&self, table: &'a Table) -> impl Iterator<Item = &'a Column> {
        let name = &self.op.name;
        (table.columns.iter()).filter(move |column| column.column_type.enumeration() == Some(name))
    }

    /// The foreign keys over columns of the type: one side alone cannot change.
    fn foreign_keys(&self) -> Vec<(&'a Table, &'a ForeignKey)> {
        let owners = self.before.tables.values();
        let keys =
            owners.flat_map(|owner| owner.foreign_keys.values().map(move |key| (owner, key)));
        keys.filter(|(owner, key)| {
            let mut columns = self.columns(owner);
            columns.any(|column| key.columns.contains(&column.name))
        })
        .collect()
    }

    /// Checks and indexes that compute with the columns have been read with the old type in mind (`'new'::status`).
    fn checks(&self, table: &'a Table) -> Vec<&'a Check> {
        let mentions = |check: &&Check| {
            let mut columns = self.columns(table);
            columns.any(|column| check.expression.mentions(&column.name))
        };
        table.checks.values().filter(mentions).collect()
    }

    fn indexes(&self, table: &'a Table) -> Vec<&'a Index> {
        let computes = |index: &&Index| {
            let mut columns = self.columns(table);
            columns.any(|column| index::computes_with(index, &column.name))
        };
        table.indexes.values().filter(computes).collect()
    }

    /// An index that is made anew is made on all partitions.
    fn refuse_parts(&self, table: &'a Table) -> Result<(), Unsupported> {
        let is_open = |index: &&Index| {
            let partitions = self.before.partitions_of(&table.name);
            let mut of = partitions.filter_map(|partition| partition.partition_of.as_ref());
            of.any(|of| of.without.contains(&index.name))
        };
        match self.indexes(table).into_iter().find(is_open) {
            Some(index) => Err(self.target.unsupported(
                format!(
                    "change of the type of a column that index \"{}\" of table \"{}\" computes with, whose parts are not \
                     all attached",
                    index.name, table.name
                ),
                "attach the parts before the change",
            )),
            None => Ok(()),
        }
    }

    /// What goes before the type does: indexes, and what a partition has of its own, which its parent's change does not
    /// reach.
    fn take_out(&self, table: &'a Table) -> Vec<Statement> {
        let mut statements = Vec::new();
        for found in self.indexes(table) {
            let name = PG.quote_name(&table.name.sibling(&found.name));
            statements.push(
                Statement::new(format!("DROP INDEX {name}"))
                    .locks(&table.name, LockLevel::AccessExclusive)
                    .removes(ProbeObject::Index(table.name.clone(), found.name.clone())),
            );
        }
        if table.partition_of.is_some() {
            statements.extend(alter(&table.name, &self.clauses_out(table)));
        }
        statements
    }

    fn clauses_out(&self, table: &'a Table) -> Vec<String> {
        let mut clauses = Vec::new();
        for check in self.checks(table) {
            clauses.push(format!("DROP CONSTRAINT {}", PG.quote(&check.name)));
        }
        for column in self.columns(table).filter(|it| it.default.is_some()) {
            let column = PG.quote(&column.name);
            clauses.push(format!("ALTER COLUMN {column} DROP DEFAULT"));
        }
        clauses
    }

    /// One ALTER TABLE over all columns, and over all partitions.
    fn convert(&self, table: &'a Table) -> Result<Statement, Unsupported> {
        let mut clauses = self.clauses_out(table);
        for column in self.columns(table) {
            let name = PG.quote(&column.name);
            clauses.push(format!(
                "ALTER COLUMN {name} TYPE {} USING {}",
                column_type::name(&column.column_type, self.target)?,
                self.using(&name, &column.column_type)?
            ));
        }
        for column in self.columns(table) {
            clauses.extend(self.set_default(column, None)?);
        }
        for check in self.checks(table) {
            let check = Constraint::Check(check.clone());
            clauses.push(constraint::add_clause(&check, self.target)?);
        }
        let sql = format!(
            "ALTER TABLE {} {}",
            PG.quote_name(&table.name),
            clauses.join(", ")
        );
        let statement = Statement::new(sql)
            .locks(&table.name, LockLevel::AccessExclusive)
            .rewrites()
            .scans();
        Ok(match self.op.to {
            Some(_) => statement.loses_data(),
            None => statement,
        })
    }

    /// `column` is quoted.
    fn using(&self, column: &str, column_type: &ColumnType) -> Result<String, Unsupported> {
        let to = column_type::name(column_type, self.target)?;
        let value = PG.string_literal(&self.op.value);
        let new = self.op.to.as_ref().map(|to| PG.string_literal(to));
        Ok(match (column_type, new) {
            (ColumnType::Array(_), None) => format!("{column}::text[]::{to}"),
            (ColumnType::Array(_), Some(new)) => {
                format!("array_replace({column}::text[], {value}, {new})::{to}")
            }
            (_, None) => format!("{column}::text::{to}"),
            (_, Some(new)) => {
                format!(
                    "(CASE {column}::text WHEN {value} THEN {new} ELSE {column}::text END)::{to}"
                )
            }
        })
    }

    /// The default that a column has afterwards.
    fn default(&self, column: &Column) -> Option<DefaultValue> {
        match (&column.column_type, &column.default, &self.op.to) {
            (
                ColumnType::Enumeration(_),
                Some(DefaultValue::Value(Value::Text(value))),
                Some(to),
            ) if *value == self.op.value => Some(to.as_str().into()),
            (_, default, _) => default.clone(),
        }
    }

    /// `ALTER COLUMN ... SET DEFAULT ...`, if it has another one by now.
    fn set_default(
        &self,
        column: &Column,
        now: Option<&DefaultValue>,
    ) -> Result<Option<String>, Unsupported> {
        let default = self.default(column);
        if default.as_ref() == now {
            return Ok(None);
        }
        let action = column_change::set_default(default.as_ref(), self.target)?;
        let column = PG.quote(&column.name);
        Ok(Some(format!("ALTER COLUMN {column} {action}")))
    }

    /// What was taken out, each after that of the table above, and the comments that went along.
    fn put_back(&self, table: &'a Table) -> Lowered {
        let mut statements = Vec::new();
        let of = table.partition_of.as_ref();
        if let Some(parent) = of.and_then(|of| self.before.table(&of.parent)) {
            let mut clauses = Vec::new();
            for column in self.columns(table) {
                // What was set there, was set here.
                let above = parent.column(&column.name);
                let now = above.and_then(|above| self.default(above));
                clauses.extend(self.set_default(column, now.as_ref())?);
            }
            let checks = self.checks(table);
            for check in &checks {
                let check = Constraint::Check((*check).clone());
                clauses.push(constraint::add_clause(&check, self.target)?);
            }
            let reads = checks.iter().any(|check| !check.not_valid);
            let added = alter(&table.name, &clauses);
            statements.extend(added.map(|it| if reads { it.scans() } else { it }));
        }
        for check in self.checks(table) {
            statements.extend(constraint::comment_again(
                &table.name,
                &check.name,
                self.before,
            ));
        }
        // A change of type forgets how values are compressed.
        for column in self.columns(table) {
            let method = column.compression.as_ref();
            let again = method.map(|it| set_compression(&table.name, &column.name, it));
            statements.extend(again);
        }
        for found in self.indexes(table) {
            for (partition, own) in self.own_names(table, found) {
                let created = index::create_on(&partition.name, &own, "", self.target)?;
                statements.push(created.locks(&partition.name, LockLevel::Share).scans());
            }
            let created = index::create_on(&table.name, found, "", self.target)?;
            statements.push(created.locks(&table.name, LockLevel::Share).scans());
            statements.extend(index::comment(&table.name, found));
        }
        Ok(statements)
    }

    /// The index on partitions that call it otherwise than the server would, each after those below: the index of the
    /// table above takes them over.
    fn own_names(&self, table: &'a Table, index: &Index) -> Vec<(&'a Table, Index)> {
        let mut found = Vec::new();
        for partition in self.before.partitions_of(&table.name) {
            let of = partition.partition_of.as_ref();
            if let Some(name) = of.and_then(|of| of.names.get(&index.name)) {
                let own = Index {
                    name: name.clone(),
                    comment: None,
                    ..index.clone()
                };
                found.extend(self.own_names(partition, &own));
                if *name != partition.index_name(index) {
                    found.push((partition, own));
                }
            }
        }
        found
    }

    /// What the old type had and the new one gets: its comment and its grants.
    fn of_the_type(&self, comment: Option<&str>) -> Vec<Statement> {
        let name = &self.op.name;
        let comment = comment.map(|comment| {
            Statement::new(format!(
                "COMMENT ON TYPE {} IS {}",
                PG.quote_name(name),
                comment_literal(Some(comment))
            ))
        });
        let of_this = GrantTarget::Type(name.clone());
        let grants = self.before.grants.iter();
        let grants = grants.filter(|((on, _), _)| *on == of_this);
        let grants = grants.flat_map(|((on, role), privileges)| grant::again(on, role, privileges));
        comment.into_iter().chain(grants).collect()
    }
}

fn alter(table: &ObjectName, clauses: &[String]) -> Option<Statement> {
    let sql = format!(
        "ALTER TABLE {} {}",
        PG.quote_name(table),
        clauses.join(", ")
    );
    let statement = Statement::new(sql).locks(table, LockLevel::AccessExclusive);
    (!clauses.is_empty()).then_some(statement)
}
