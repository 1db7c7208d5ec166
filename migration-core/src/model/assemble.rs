//! A table, put together: with the names that the builder makes up, and the place of each part.

use std::collections::BTreeMap;

use super::{ModelColumn, ModelTable};
use crate::schema::{
    Check, Constraint, Deferrable, Exclusion, ForeignKey, Generation, Index, IndexPart, ObjectName,
    PrimaryKey, Table, Unique, naming,
};
use crate::{Location, Problem};

/// A table that was put together.
pub(super) struct Assembled {
    /// The table, without its foreign keys: what they refer to may come later.
    pub(super) table: Table,
    pub(super) foreign_keys: Vec<Key>,
    /// Where each column, constraint and index is said.
    pub(super) places: BTreeMap<String, Location>,
    /// The names from before: of constraints, and of indexes.
    pub(super) were: Vec<PartWas>,
    pub(super) problems: Vec<Problem>,
}

/// A foreign key.
pub(super) struct Key {
    pub(super) key: ForeignKey,
    /// Whether the table that it refers to has no model.
    pub(super) external: bool,
    pub(super) at: Location,
}

/// A name that a part of a table had before.
pub(super) struct PartWas {
    pub(super) is_index: bool,
    pub(super) name: String,
    pub(super) was: String,
    pub(super) at: Location,
}

pub(super) fn assemble(model: &ModelTable) -> Assembled {
    let mut table = Table::new(model.name.clone());
    table.comment.clone_from(&model.comment);
    table.unlogged = model.unlogged;
    table.storage.clone_from(&model.storage);
    table.tablespace.clone_from(&model.tablespace);
    let mut assembled = Assembled {
        table,
        foreign_keys: Vec::new(),
        places: BTreeMap::new(),
        were: Vec::new(),
        problems: Vec::new(),
    };
    assembled.primary_key(model);
    for column in &model.columns {
        assembled.column(model, column);
    }
    assembled.uniques_and_checks(model);
    assembled.exclusions(model);
    for key in &model.foreign_keys {
        let name = or_made_up(&key.noun.name, || {
            naming::foreign_key(&model.name, &key.noun.columns)
        });
        assembled.was(false, &name, key.was.as_ref(), key.at);
        let noun = key.noun.clone();
        assembled.foreign_key(ForeignKey { name, ..noun }, key.external, key.at);
    }
    for index in &model.indexes {
        let name = or_made_up(&index.noun.name, || {
            naming::index_over(&model.name, &index.noun.parts)
        });
        assembled.was(true, &name, index.was.as_ref(), index.at);
        let noun = index.noun.clone();
        assembled.index(Index { name, ..noun }, index.at);
    }
    assembled
}

fn or_made_up(name: &str, made_up: impl FnOnce() -> String) -> String {
    match name {
        "" => made_up(),
        name => name.to_owned(),
    }
}

impl Assembled {
    fn primary_key(&mut self, model: &ModelTable) {
        let of_columns = model.columns.iter().filter(|column| column.primary_key);
        let of_columns: Vec<String> = of_columns
            .map(|column| column.column.name.clone())
            .collect();
        let (key, at) = match &model.primary_key {
            Some(key) => {
                if !of_columns.is_empty() {
                    let message = format!(
                        "table \"{}\" is given two primary keys: a field's and the struct's",
                        model.name
                    );
                    self.problems.push(Problem::new(message).at(key.at));
                }
                let name = or_made_up(&key.noun.name, || naming::primary_key(&model.name));
                self.was(false, &name, key.was.as_ref(), key.at);
                let noun = key.noun.clone();
                (PrimaryKey { name, ..noun }, key.at)
            }
            None if of_columns.is_empty() => return,
            None => {
                let first = model.columns.iter().find(|column| column.primary_key);
                let key = PrimaryKey {
                    name: naming::primary_key(&model.name),
                    columns: of_columns,
                    without_overlaps: false,
                };
                (key, first.map_or(model.at, |column| column.at))
            }
        };
        self.constraint(Constraint::PrimaryKey(key), at);
    }

    fn column(&mut self, model: &ModelTable, said: &ModelColumn) {
        let (table, name) = (&model.name, &said.column.name);
        let columns = [name.clone()];
        self.places.entry(name.clone()).or_insert(said.at);
        self.problems.extend(said.problems.iter().cloned());
        if said.unique {
            let unique = Unique {
                name: naming::unique(table, &columns),
                columns: columns.to_vec(),
                nulls_not_distinct: false,
                deferrable: Deferrable::No,
                without_overlaps: false,
            };
            self.constraint(Constraint::Unique(unique), said.at);
        }
        if let Some(key) = &said.references {
            let name = naming::foreign_key(table, &columns);
            let key = ForeignKey {
                name,
                ..key.clone()
            };
            self.foreign_key(key, said.external, said.at);
        }
        for (n, expression) in said.checks.iter().enumerate() {
            let check = Check {
                name: naming::nth_check(table, Some(name), n),
                expression: expression.clone(),
                not_valid: false,
                not_enforced: false,
            };
            self.constraint(Constraint::Check(check), said.at);
        }
        let alone = self.is_whole_key(name);
        let as_reference = said.references.is_some() && !said.unique && !alone;
        if said.indexed.unwrap_or(as_reference) {
            let parts = vec![IndexPart::column(name)];
            self.index(
                Index::new(naming::index_over(table, &parts), parts),
                said.at,
            );
        }
        let mut column = said.column.clone();
        let counts_up = said.primary_key && alone && said.identity;
        if counts_up
            && column.column_type.is_integer()
            && !column.nullable
            && column.default.is_none()
            && column.generation.is_none()
            && !refers(model, name)
        {
            column.generation = Some(Generation::Identity);
        }
        self.table.columns.push(column);
    }

    /// Whether a column alone is the primary key.
    fn is_whole_key(&self, column: &str) -> bool {
        let key = self.table.primary_key.as_ref();
        key.is_some_and(|key| key.columns == [column])
    }

    fn uniques_and_checks(&mut self, model: &ModelTable) {
        for unique in &model.uniques {
            let name = or_made_up(&unique.noun.name, || {
                naming::unique(&model.name, &unique.noun.columns)
            });
            self.was(false, &name, unique.was.as_ref(), unique.at);
            let noun = unique.noun.clone();
            self.constraint(Constraint::Unique(Unique { name, ..noun }), unique.at);
        }
        let mut nameless = 0;
        for check in &model.checks {
            let name = or_made_up(&check.noun.name, || {
                nameless += 1;
                naming::nth_check(&model.name, None, nameless - 1)
            });
            self.was(false, &name, check.was.as_ref(), check.at);
            let noun = check.noun.clone();
            self.constraint(Constraint::Check(Check { name, ..noun }), check.at);
        }
    }

    fn exclusions(&mut self, model: &ModelTable) {
        for exclusion in &model.exclusions {
            let noun = exclusion.noun.clone();
            let name = or_made_up(&noun.name, || {
                let elements = noun.elements.iter();
                let keys = elements.map(|it| it.part.column_name().unwrap_or("expr"));
                naming::exclusion(&model.name, &keys.collect::<Vec<_>>())
            });
            self.was(false, &name, exclusion.was.as_ref(), exclusion.at);
            let constraint = Constraint::Exclusion(Exclusion { name, ..noun });
            self.constraint(constraint, exclusion.at);
        }
    }

    fn constraint(&mut self, constraint: Constraint, at: Location) {
        if self.is_free("constraints", constraint.name(), at) {
            self.table.put_constraint(constraint);
        }
    }

    fn foreign_key(&mut self, key: ForeignKey, external: bool, at: Location) {
        if self.is_free("constraints", &key.name, at) {
            self.foreign_keys.push(Key { key, external, at });
        }
    }

    fn index(&mut self, index: Index, at: Location) {
        if self.is_free("indexes", &index.name, at) {
            self.table.indexes.insert(index.name.clone(), index);
        }
    }

    /// Takes a name, unless another part of the same kind has it.
    fn is_free(&mut self, what: &str, name: &str, at: Location) -> bool {
        let keys = self.foreign_keys.iter();
        let taken = match what {
            "indexes" => self.table.indexes.contains_key(name),
            _ => {
                self.table.constraint(name).is_some() || keys.clone().any(|it| it.key.name == name)
            }
        };
        if taken {
            let message = format!(
                "two {what} of table \"{}\" are called \"{name}\"",
                self.table.name
            );
            let help = "leave one of them out, or give it another name with name = \"...\"";
            self.problems.push(Problem::new(message).at(at).help(help));
        } else {
            self.places.insert(name.to_owned(), at);
        }
        !taken
    }

    fn was(&mut self, is_index: bool, name: &str, was: Option<&String>, at: Location) {
        self.were.extend(was.map(|was| PartWas {
            is_index,
            name: name.to_owned(),
            was: was.clone(),
            at,
        }));
    }
}

/// Whether a column refers to another table: what it holds is made there.
fn refers(model: &ModelTable, column: &str) -> bool {
    let of_itself = |it: &ModelColumn| it.column.name == column && it.references.is_some();
    let mut keys = model.foreign_keys.iter();
    model.columns.iter().any(of_itself)
        || keys.any(|key| key.noun.columns.iter().any(|name| name == column))
}

/// The name of an object as a message says it.
pub(super) fn quoted(name: &ObjectName) -> String {
    format!("\"{name}\"")
}
