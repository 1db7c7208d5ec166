//! What can be said of exclusion constraints.

use super::names::{IntoIndexParts, IntoNamed};
use crate::Location;
use crate::operation::{AddConstraint, Recorded};
use crate::schema::{
    Constraint, Deferrable, Exclusion, ExclusionElement, Expression, ObjectName, naming,
};

/// An exclusion constraint that is being described. It must say [`with`](Self::with) which operators rows are compared.
#[derive(Debug)]
pub struct ExclusionBuilder {
    pub(super) table: ObjectName,
    name: Option<String>,
    exclusion: Exclusion,
    pub(super) at: Location,
}

impl ExclusionBuilder {
    pub(super) fn new(table: ObjectName, at: Location) -> Self {
        let exclusion = Exclusion {
            name: String::new(),
            method: "gist".to_owned(),
            elements: Vec::new(),
            filter: None,
            deferrable: Deferrable::No,
        };
        Self {
            table,
            name: None,
            exclusion,
            at,
        }
    }

    /// One comparison: a column, [`col`](super::col)`(...)` or [`expr`](super::expr)`(...)`, and the operator that must not be
    /// true of it in two rows, together with all others.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*, schema::RangeKind};
    /// # let bookings = |schema: &mut Schema| {
    /// #     schema.create_table("bookings", |t| {
    /// #         t.integer("room");
    /// #         t.range("during", RangeKind::Timestamp);
    /// #     });
    /// # };
    /// # let postgres = preview(bookings, |schema| {
    /// schema.add_exclusion("bookings").with("room", "=").with("during", "&&");
    /// # }).postgres();
    ///
    /// assert_eq!(postgres.trim_end(), r#"ALTER TABLE "bookings" ADD CONSTRAINT "bookings_room_during_excl" EXCLUDE USING "gist" ("room" WITH =, "during" WITH &&);"#);
    /// ```
    pub fn with<K>(
        &mut self,
        part: impl IntoIndexParts<K>,
        operator: impl Into<String>,
    ) -> &mut Self {
        let operator = operator.into();
        let elements = part.into_index_parts().into_iter();
        self.exclusion
            .elements
            .extend(elements.map(|part| ExclusionElement {
                part,
                operator: operator.clone(),
            }));
        self
    }

    /// Its name, in place of `<table>_<columns>_excl`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.add_exclusion("users").with("email", "=").using("btree").name("one_account_an_address");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" ADD CONSTRAINT "one_account_an_address" EXCLUDE USING "btree" ("email" WITH =);"#);
    /// ```
    pub fn name(&mut self, name: impl IntoNamed) -> &mut Self {
        self.name = Some(name.into_named());
        self
    }

    /// The access method of its index, in place of `gist`. `btree` and `hash` know `=` alone.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.add_exclusion("users").with(expr("lower(email)"), "=").using("hash");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" ADD CONSTRAINT "users_expr_excl" EXCLUDE USING "hash" ((lower(email)) WITH =);"#);
    /// ```
    pub fn using(&mut self, method: impl Into<String>) -> &mut Self {
        self.exclusion.method = method.into();
        self
    }

    /// The rows that it is about.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.add_exclusion("users").with("email", "=").using("hash").filter("id > 100");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" ADD CONSTRAINT "users_email_excl" EXCLUDE USING "hash" ("email" WITH =) WHERE (id > 100);"#);
    /// ```
    pub fn filter(&mut self, filter: impl Into<Expression>) -> &mut Self {
        self.exclusion.filter = Some(filter.into());
        self
    }

    /// A transaction may put the check off to its end.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.add_exclusion("users").with("email", "=").deferrable();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" ADD CONSTRAINT "users_email_excl" EXCLUDE USING "gist" ("email" WITH =) DEFERRABLE INITIALLY IMMEDIATE;"#);
    /// ```
    pub fn deferrable(&mut self) -> &mut Self {
        self.exclusion.deferrable = Deferrable::InitiallyImmediate;
        self
    }

    /// The check is put off to the end of each transaction.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(blog, |schema| {
    /// schema.add_exclusion("users").with("email", "=").initially_deferred();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TABLE "users" ADD CONSTRAINT "users_email_excl" EXCLUDE USING "gist" ("email" WITH =) DEFERRABLE INITIALLY DEFERRED;"#);
    /// ```
    pub fn initially_deferred(&mut self) -> &mut Self {
        self.exclusion.deferrable = Deferrable::InitiallyDeferred;
        self
    }

    pub(super) fn build(&self) -> Exclusion {
        let keys = self.exclusion.elements.iter();
        let keys: Vec<&str> = keys
            .map(|element| element.part.column_name().unwrap_or("expr"))
            .collect();
        let name = self.name.clone();
        Exclusion {
            name: name.unwrap_or_else(|| naming::exclusion(&self.table, &keys)),
            ..self.exclusion.clone()
        }
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let constraint = Constraint::Exclusion(self.build());
        out.push(Recorded::new(
            AddConstraint::new(self.table, constraint),
            self.at,
        ));
    }
}
