//! What the history says of tables that a new migration names, as far as it can be replayed.

use std::rc::Rc;

use migration_core::Error;
use migration_core::registry::History;
use migration_core::replay::replay;
use migration_core::schema::naming::plural;
use migration_core::schema::{ColumnType, IndexKey, ObjectName, SchemaState, Table, naming};
use migration_core::{ErrorKind, dialect::Target};

/// The schema before the new migration.
pub(crate) struct Known {
    state: Rc<Result<SchemaState, Error>>,
    /// The table that is being made, which may refer to itself.
    own: Option<Key>,
}

/// A table that is referred to, and the column that is its key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Key {
    pub(crate) table: String,
    pub(crate) column: String,
    pub(crate) column_type: ColumnType,
}

impl Key {
    /// Whether it is one that `t.id()` makes, and `t.references(...)` refers to.
    pub(crate) fn is_usual(&self) -> bool {
        self.column == "id" && self.column_type == ColumnType::BigInteger
    }
}

impl Known {
    /// What the migrations of this program make.
    pub(crate) fn of_this_program() -> Self {
        let state = match History::registered() {
            Ok(history) => replay(&history),
            // The first one is made before there is any.
            Err(error) if error.kind() == ErrorKind::NoMigrations => Ok(SchemaState::new()),
            Err(error) => Err(error),
        };
        Self::of(state)
    }

    /// Nothing yet.
    pub(crate) fn nothing() -> Self {
        Self::of(Ok(SchemaState::new()))
    }

    /// This.
    pub(crate) fn of(state: Result<SchemaState, Error>) -> Self {
        let state = Rc::new(state);
        Self { state, own: None }
    }

    /// The same, with a table that is being made.
    pub(crate) fn and(&self, own: Key) -> Self {
        let (state, own) = (Rc::clone(&self.state), Some(own));
        Self { state, own }
    }

    /// The schema, or why it cannot be told.
    pub(crate) fn state(&self) -> Result<&SchemaState, &Error> {
        (*self.state).as_ref()
    }

    fn table(&self, name: &str) -> Option<&Table> {
        let state = self.state().ok()?;
        state.table(&ObjectName::new(name))
    }

    pub(crate) fn has_table(&self, name: &str) -> bool {
        self.table(name).is_some() || self.own.as_ref().is_some_and(|own| own.table == name)
    }

    /// What `author` refers to: `authors`, unless a table is named or only `author` is there.
    pub(crate) fn key(&self, word: &str, table: Option<&str>) -> Key {
        let many = plural(word);
        let table = match table {
            Some(table) => table.to_owned(),
            None if !self.has_table(&many) && self.has_table(word) => word.to_owned(),
            None => many,
        };
        if let Some(own) = self.own.as_ref().filter(|own| own.table == table) {
            return own.clone();
        }
        let of_table = self.table(&table).and_then(|known| {
            let [column] = known.primary_key.as_ref()?.columns.as_slice() else {
                return None;
            };
            let column = known.columns.iter().find(|it| it.name == *column)?;
            Some((column.name.clone(), column.column_type.clone()))
        });
        let (column, column_type) = of_table.unwrap_or(("id".to_owned(), ColumnType::BigInteger));
        Key {
            table,
            column,
            column_type,
        }
    }

    /// The name of the index over these columns: the one that is there, or the one that it would be given.
    pub(crate) fn index(&self, table: &str, columns: &[String]) -> String {
        let over = |key: &IndexKey, column: &String| match key {
            IndexKey::Column(name) => name == column,
            IndexKey::Expression(_) => false,
        };
        let indexes = self.table(table).map(|it| it.indexes.values());
        let found = indexes.into_iter().flatten().find(|index| {
            let parts = index.parts.iter().zip(columns);
            index.parts.len() == columns.len()
                && parts.into_iter().all(|(part, it)| over(&part.key, it))
        });
        match found {
            Some(index) => index.name.clone(),
            None => naming::index(&ObjectName::new(table), columns),
        }
    }

    /// The name of the unique constraint over these columns, as of an index.
    pub(crate) fn unique(&self, table: &str, columns: &[String]) -> String {
        let uniques = self.table(table).map(|it| it.uniques.values());
        let found = uniques
            .into_iter()
            .flatten()
            .find(|it| it.columns == columns);
        match found {
            Some(unique) => unique.name.clone(),
            None => naming::unique(&ObjectName::new(table), columns),
        }
    }

    /// The name of the foreign key of a column, as of an index.
    pub(crate) fn foreign_key(&self, table: &str, column: &str) -> String {
        let keys = self.table(table).map(|it| it.foreign_keys.values());
        let found = keys.into_iter().flatten().find(|it| it.columns == [column]);
        match found {
            Some(key) => key.name.clone(),
            None => naming::foreign_key(&ObjectName::new(table), &[column]),
        }
    }
}

/// The databases, as they are shown, each with what it can do.
pub(crate) fn databases() -> [(&'static str, Target); 4] {
    [
        ("PostgreSQL", Target::postgres()),
        ("MySQL", Target::mysql()),
        ("MariaDB", Target::mariadb()),
        ("SQLite", Target::sqlite()),
    ]
}
