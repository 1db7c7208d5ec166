//! What is told once, and looked up where it is needed.

use std::collections::BTreeMap;

use migration_core::schema::{ColumnType, ObjectName};

use super::Names;
use crate::error::{Error, ErrorKind, Result};
use migration_core::Row;

/// The comments on relations and their columns, and on constraints.
#[derive(Default)]
pub(super) struct Comments {
    /// By the identifier and the number of the column, which is 0 for the relation itself.
    relations: BTreeMap<(i64, i64), String>,
    constraints: BTreeMap<i64, String>,
}

impl Comments {
    pub(super) fn read(rows: &[Row]) -> Result<Self> {
        let mut comments = Self::default();
        for row in rows {
            let (id, comment) = (row.get("id")?, row.get("comment")?);
            match row.get("on_relation")? {
                true => comments.relations.insert((id, row.get("number")?), comment),
                false => comments.constraints.insert(id, comment),
            };
        }
        Ok(comments)
    }

    pub(super) fn relation(&self, id: i64) -> Option<String> {
        self.column(id, 0)
    }

    pub(super) fn column(&self, relation: i64, number: i64) -> Option<String> {
        self.relations.get(&(relation, number)).cloned()
    }

    pub(super) fn constraint(&self, id: i64) -> Option<String> {
        self.constraints.get(&id).cloned()
    }
}

/// Types that are not read as the server spells them.
#[derive(Default)]
pub(super) struct Types(BTreeMap<i64, Special>);

enum Special {
    Enumeration { name: ObjectName, is_array: bool },
    WithoutSchema,
}

impl Types {
    pub(super) fn read(rows: &[Row], names: &Names) -> Result<Self> {
        let mut types = BTreeMap::new();
        for row in rows {
            let special = match row.get::<Option<String>>("enum_name")? {
                Some(name) => Special::Enumeration {
                    name: names.of(row.get("enum_schema")?, name),
                    is_array: row.get("is_array")?,
                },
                None => Special::WithoutSchema,
            };
            types.insert(row.get("id")?, special);
        }
        Ok(Self(types))
    }

    /// An enum type by its name; any other as the server spells it, which the canonical form understands.
    pub(super) fn of(&self, id: i64, spelled: String) -> ColumnType {
        match self.0.get(&id) {
            Some(Special::Enumeration { name, is_array }) => {
                let element = ColumnType::Enumeration(name.clone());
                match is_array {
                    true => ColumnType::Array(Box::new(element)),
                    false => element,
                }
            }
            Some(Special::WithoutSchema) => ColumnType::Custom(match spelled.rsplit_once('.') {
                Some((_, name)) => name.to_owned(),
                None => spelled,
            }),
            None => ColumnType::Custom(spelled),
        }
    }
}

/// The names of columns, by their table and their number.
#[derive(Default)]
pub(super) struct ColumnNames(BTreeMap<i64, Vec<(i64, String)>>);

impl ColumnNames {
    /// The columns of a table come in the order of their numbers.
    pub(super) fn insert(&mut self, table: i64, number: i64, name: &str) {
        let names = self.0.entry(table).or_default();
        names.push((number, name.to_owned()));
    }

    /// The names of columns by their numbers, `{1,3}` or `1 3`; an expression has the number 0 and no name. `told` are the names
    /// as JSON, where the table is not one whose columns are read.
    pub(super) fn of(
        &self,
        table: i64,
        numbers: &str,
        told: Option<String>,
    ) -> Result<Vec<Option<String>>> {
        if let Some(names) = told {
            return serde_json::from_str(&names).map_err(unread);
        }
        let names = self.0.get(&table).map_or(&[][..], Vec::as_slice);
        let name = |number: i64| match number {
            0 => Ok(None),
            number => match names.binary_search_by_key(&number, |(number, _)| *number) {
                Ok(at) => Ok(Some(names[at].1.clone())),
                Err(_) => Err(changed()),
            },
        };
        list(numbers).map(name).collect()
    }
}

/// Each query sees what is there when it begins.
pub(super) fn changed() -> Error {
    let message = "tables were changed while the catalogs were read; read them again";
    Error::new(ErrorKind::Query, message)
}

/// Names that came as JSON are not what was asked for.
pub(super) fn unread(error: serde_json::Error) -> Error {
    let message = format!("names in the catalogs cannot be read: {error}");
    Error::new(ErrorKind::Query, message)
}

/// The numbers of an array or a vector as the server writes it.
pub(super) fn list(text: &str) -> impl Iterator<Item = i64> {
    let parts = text.split(['{', '}', ',', ' ']);
    parts.filter_map(|part| part.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up_by_number_where_they_are_not_told() {
        let mut names = ColumnNames::default();
        names.insert(7, 1, "id");
        names.insert(7, 3, "name");
        let some = |name: &str| Some(name.to_owned());
        assert_eq!(
            names.of(7, "{3,1}", None).unwrap(),
            [some("name"), some("id")]
        );
        assert_eq!(names.of(7, "3 0", None).unwrap(), [some("name"), None]);
        let told = Some(r#"["a", null]"#.to_owned());
        assert_eq!(names.of(8, "1 0", told).unwrap(), [some("a"), None]);
        assert!(names.of(7, "2", None).is_err());
    }

    #[test]
    fn a_type_of_an_extension_has_no_schema() {
        let types = Types(BTreeMap::from([(9, Special::WithoutSchema)]));
        let custom = |text: &str| ColumnType::Custom(text.into());
        assert_eq!(types.of(9, "public.vector(3)".into()), custom("vector(3)"));
        assert_eq!(types.of(9, "citext".into()), custom("citext"));
        assert_eq!(types.of(8, "a.b".into()), custom("a.b"));
    }
}
