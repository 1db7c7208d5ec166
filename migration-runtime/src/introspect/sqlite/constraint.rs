//! Keys and checks, on a column or on the table: <https://www.sqlite.org/syntax/table-constraint.html>.

use migration_core::schema::{
    Check, Constraint, Deferrable, Expression, ForeignKey, ObjectName, PrimaryKey,
    ReferentialAction, Unique,
};

use super::tokens::Cursor;

/// A constraint as written; its name is empty when it has none.
pub(super) struct Written {
    pub(super) constraint: Constraint,
    /// The column that it stands on.
    pub(super) column: Option<String>,
    /// What about it has no place in a state.
    pub(super) unmodelled: Option<&'static str>,
}

/// A constraint of the table, whose name is read already.
pub(super) fn of_table(cursor: &mut Cursor<'_>, name: String) -> Option<Written> {
    if cursor.take(&["PRIMARY", "KEY"]) {
        let (columns, plain) = cursor.names()?;
        let key = PrimaryKey {
            name,
            columns,
            without_overlaps: false,
        };
        let written = Written::new(Constraint::PrimaryKey(key), None);
        return Some(written.but(cursor, plain));
    }
    if cursor.take(&["UNIQUE"]) {
        let (columns, plain) = cursor.names()?;
        let written = Written::new(unique(name, columns), None);
        return Some(written.but(cursor, plain));
    }
    if cursor.take(&["CHECK"]) {
        let written = Written::new(check(name, cursor.group()?), None);
        return Some(written.but(cursor, true));
    }
    if cursor.take(&["FOREIGN", "KEY"]) {
        let (columns, _) = cursor.names()?;
        cursor.take(&["REFERENCES"]).then_some(())?;
        let key = Constraint::ForeignKey(references(cursor, name, columns)?);
        return Some(Written::new(key, None));
    }
    None
}

impl Written {
    pub(super) fn new(constraint: Constraint, column: Option<String>) -> Self {
        Self {
            constraint,
            column,
            unmodelled: None,
        }
    }

    /// Notes a conflict clause that is next, and columns with an order or a collation of their own.
    pub(super) fn but(mut self, cursor: &mut Cursor<'_>, plain: bool) -> Self {
        if !plain {
            self.unmodelled = Some("order or collation of the columns");
        }
        if conflict(cursor) {
            self.unmodelled = Some("conflict clause");
        }
        self
    }
}

/// Goes past `ON CONFLICT ...`, if it is next.
pub(super) fn conflict(cursor: &mut Cursor<'_>) -> bool {
    let found = cursor.take(&["ON", "CONFLICT"]);
    if found {
        cursor.next();
    }
    found
}

pub(super) fn unique(name: String, columns: Vec<String>) -> Constraint {
    Constraint::Unique(Unique {
        name,
        columns,
        nulls_not_distinct: false,
        deferrable: Deferrable::No,
        without_overlaps: false,
    })
}

pub(super) fn check(name: String, expression: &str) -> Constraint {
    Constraint::Check(Check {
        name,
        expression: Expression::new(expression),
        not_valid: false,
        not_enforced: false,
    })
}

/// After `REFERENCES`. Without columns, it refers to the primary key of the table, which is not known here.
pub(super) fn references(
    cursor: &mut Cursor<'_>,
    name: String,
    columns: Vec<String>,
) -> Option<ForeignKey> {
    let references = ObjectName::new(cursor.name()?);
    let mut key = ForeignKey {
        name,
        columns,
        references,
        referenced_columns: Vec::new(),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        on_delete_columns: Vec::new(),
        match_full: false,
        deferrable: Deferrable::No,
        not_valid: false,
        period: false,
    };
    if let Some((columns, _)) = cursor.names() {
        key.referenced_columns = columns;
    }
    loop {
        if cursor.take(&["ON", "DELETE"]) {
            key.on_delete = action(cursor)?;
        } else if cursor.take(&["ON", "UPDATE"]) {
            key.on_update = action(cursor)?;
        } else if cursor.take(&["ON", "INSERT"]) {
            action(cursor)?;
        } else if cursor.take(&["MATCH"]) {
            // Read and ignored by SQLite: https://www.sqlite.org/foreignkeys.html#fk_unsupported
            cursor.name()?;
        } else {
            break;
        }
    }
    key.deferrable = deferrable(cursor);
    Some(key)
}

fn action(cursor: &mut Cursor<'_>) -> Option<ReferentialAction> {
    use ReferentialAction::{Cascade, NoAction, Restrict, SetDefault, SetNull};
    let known = [NoAction, Restrict, Cascade, SetNull, SetDefault];
    known.into_iter().find(|action| {
        let words: Vec<&str> = action.sql().split(' ').collect();
        cursor.take(&words)
    })
}

/// What may follow a foreign key: <https://www.sqlite.org/foreignkeys.html#fk_deferred>.
fn deferrable(cursor: &mut Cursor<'_>) -> Deferrable {
    let not = cursor.take(&["NOT", "DEFERRABLE"]);
    if !not && !cursor.take(&["DEFERRABLE"]) {
        return Deferrable::No;
    }
    let deferred = cursor.take(&["INITIALLY", "DEFERRED"]);
    if !deferred {
        cursor.take(&["INITIALLY", "IMMEDIATE"]);
    }
    match (not, deferred) {
        (true, _) => Deferrable::No,
        (false, true) => Deferrable::InitiallyDeferred,
        (false, false) => Deferrable::InitiallyImmediate,
    }
}
