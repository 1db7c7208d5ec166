//! Each customer has somebody to call.

use migratory::prelude::*;

pub struct GiveCustomersASupportRep;

#[migration]
impl Migration for GiveCustomersASupportRep {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("customer", |t| {
            t.add_column("support_rep_id", integer())
                .optional()
                .references("employee", "employee_id");
        });
    }
}
