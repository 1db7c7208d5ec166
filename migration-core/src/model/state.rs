//! Models -> state, or what is wrong with them.

use std::collections::BTreeMap;

use super::assemble::{Assembled, Key, assemble, quoted};
use super::{ModelEnum, ModelRegistration, ModelTable, renames};
use crate::operation::{AddConstraint, Conflict, CreateEnum, CreateTable, Operation};
use crate::schema::{Constraint, ObjectName, Renames, SchemaState, naming};
use crate::{Error, ErrorKind, Location, Problem};

/// All that models say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Models {
    /// What the database should look like.
    pub state: SchemaState,
    /// What was called otherwise before.
    pub renames: Renames,
    /// The struct that says each table.
    pub names: BTreeMap<ObjectName, &'static str>,
    /// Where each table is said.
    pub places: BTreeMap<ObjectName, Location>,
}

/// What all models say that `#[derive(Model)]` registered in this program. Without any, the state is empty.
///
/// # Errors
///
/// As for [`state`].
pub fn registered() -> Result<Models, Error> {
    let found = inventory::iter::<ModelRegistration>();
    state(found.map(|registration| (registration.0)()))
}

/// What these models say, together.
///
/// A table that a foreign key refers to needs a model, too, unless the key is said to be `external`.
///
/// # Errors
///
/// All that is wrong, each at the line that says it: two models of one table, keys and indexes over columns that are not
/// there, foreign keys to what is not there or is not unique, enum types that are said twice with other values, names from
/// before that others have.
pub fn state(models: impl IntoIterator<Item = ModelTable>) -> Result<Models, Error> {
    let mut models: Vec<ModelTable> = models.into_iter().collect();
    // Registered ones come in the order of the linker.
    models.sort_by(|a, b| (&a.name, a.at).cmp(&(&b.name, b.at)));
    let mut merge = Merge::default();
    for model in &models {
        merge.enums(model);
    }
    let mut keys = Vec::new();
    for model in &models {
        keys.extend(merge.table(model));
    }
    for (model, key) in keys {
        merge.foreign_key(model, key);
    }
    let Merge {
        found,
        mut problems,
        ..
    } = merge;
    let (state, were) = (&found.state, &found.renames);
    let is_table = |name: &ObjectName| state.table(name).is_some();
    renames::names_clash("table", &were.tables, is_table, &mut problems);
    let is_enum = |name: &ObjectName| state.enum_type(name).is_some();
    renames::names_clash("type", &were.enums, is_enum, &mut problems);
    if problems.is_empty() {
        Ok(found)
    } else {
        problems.sort_by_key(|problem| problem.at);
        Err(Error::new(ErrorKind::Models, problems))
    }
}

#[derive(Default)]
struct Merge {
    found: Models,
    enums: BTreeMap<ObjectName, ModelEnum>,
    problems: Vec<Problem>,
}

impl Merge {
    /// The enum types that the columns of a model are of.
    fn enums(&mut self, model: &ModelTable) {
        let said = model
            .columns
            .iter()
            .filter_map(|it| it.enumeration.as_ref());
        for said in said {
            match self.enums.get(&said.name) {
                Some(known) if known == said => continue,
                Some(known) => {
                    self.two_enums(&known.clone(), said);
                    continue;
                }
                None => drop(self.enums.insert(said.name.clone(), said.clone())),
            }
            let create = CreateEnum {
                name: said.name.clone(),
                values: said.values.clone(),
            };
            self.apply(&create.into(), |_| said.at, None);
            if let Some(created) = self.found.state.enums.get_mut(&said.name) {
                created.comment.clone_from(&said.comment);
            }
            renames::of_enum(&mut self.found.renames, said, &mut self.problems);
        }
    }

    /// Two Rust enums may be one type, if they say the same.
    fn two_enums(&mut self, known: &ModelEnum, said: &ModelEnum) {
        let other_values = known.values != said.values || known.comment != said.comment;
        if known.at != said.at && other_values {
            let message = format!(
                "two enums are type {}, and differ: {} and {}",
                quoted(&said.name),
                known.at,
                said.at
            );
            let help = "give one of them another name: #[db_enum(name = \"...\")]";
            let problem = Problem::new(message).at(said.at).help(help);
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
    }

    /// A table without its foreign keys, which it gives back.
    fn table<'a>(&mut self, model: &'a ModelTable) -> Vec<(&'a ModelTable, Key)> {
        if let Some(other) = self.found.places.get(&model.name) {
            let message = format!(
                "two models are of table {}: {other} and {}",
                quoted(&model.name),
                model.at
            );
            let help = "give one of them another table: #[model(table = \"...\")]";
            let problem = Problem::new(message).at(model.at).help(help);
            self.problems.push(problem);
            return Vec::new();
        }
        let assembled = assemble(model);
        let renames = &mut self.found.renames;
        renames::of_table(renames, model, &assembled, &mut self.problems);
        let Assembled {
            table,
            foreign_keys,
            places,
            problems,
            ..
        } = assembled;
        let create = CreateTable {
            table,
            if_not_exists: false,
            like: None,
        };
        let place = |part: Option<&str>| {
            let known = part.and_then(|part| places.get(part));
            known.copied().unwrap_or(model.at)
        };
        if problems.is_empty() {
            self.apply(&create.into(), place, Some(model));
        } else {
            self.found.state.apply_anyway(&create.into());
        }
        self.problems.extend(problems);
        self.found.names.insert(model.name.clone(), model.model);
        self.found.places.insert(model.name.clone(), model.at);
        let keys = foreign_keys.into_iter();
        keys.map(|key| (model, key)).collect()
    }

    fn foreign_key(&mut self, model: &ModelTable, key: Key) {
        let Key { key, external, at } = key;
        let has_model = self.found.state.table(&key.references).is_some();
        if external && has_model {
            let message = format!(
                "{} has a model, and is said to be external",
                quoted(&key.references)
            );
            let problem = Problem::new(message).at(at).help("leave `external` out");
            self.problems.push(problem);
        }
        if !external && !has_model {
            self.problems
                .push(self.no_model(model, &key.references, at));
        }
        let add = AddConstraint::new(model.name.clone(), Constraint::ForeignKey(key));
        if has_model {
            self.apply(&add.into(), |_| at, Some(model));
        } else {
            self.found.state.apply_anyway(&add.into());
        }
    }

    fn no_model(&self, model: &ModelTable, table: &ObjectName, at: Location) -> Problem {
        let message = format!(
            "table {} refers to table {}, which no model is of",
            quoted(&model.name),
            quoted(table)
        );
        let known = self.found.state.tables.keys().map(ToString::to_string);
        let help = match naming::nearest(&table.to_string(), known) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "write a model of it, or say `external` beside `references`: its table is then taken as it is"
                .to_owned(),
        };
        Problem::new(message).at(at).help(help)
    }

    /// Applies an operation; what is in the way of it becomes problems.
    fn apply(
        &mut self,
        operation: &Operation,
        place: impl Fn(Option<&str>) -> Location,
        model: Option<&ModelTable>,
    ) {
        let Err(conflicts) = self.found.state.apply(operation) else {
            return;
        };
        for conflict in conflicts {
            let at = place(conflict.part.as_deref());
            let field = model.and_then(|model| model.columns.iter().find(|it| it.at == at));
            let problem = in_words_of_models(conflict, field.is_some()).at(at);
            self.problems.push(problem);
        }
        self.found.state.apply_anyway(operation);
    }
}

/// The conflict, where it speaks of migrations.
fn in_words_of_models(conflict: Conflict, is_of_field: bool) -> Problem {
    let message = conflict.message.replace(" at this point", "");
    let mut problem = Problem::new(message.replace('\0', "\\0"));
    problem.help = conflict.help.map(|help| match help.as_str() {
        "make the column optional()" => "make the field an Option".to_owned(),
        "leave out optional(), or set_not_null first" if is_of_field => {
            "make the field's type one without Option".to_owned()
        }
        _ => help,
    });
    problem
}
