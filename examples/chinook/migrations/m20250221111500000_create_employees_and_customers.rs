//! The people on both sides of the counter.

use migratory::prelude::*;

pub struct CreateEmployeesAndCustomers;

#[migration]
impl Migration for CreateEmployeesAndCustomers {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("employee", |t| {
            t.integer("employee_id").primary_key();
            t.string("last_name", 20);
            t.string("first_name", 20);
            t.string("title", 30).optional();
            t.integer("reports_to").optional();
            t.local_timestamp("birth_date").optional();
            t.local_timestamp("hire_date").optional();
        });
        schema
            .add_foreign_key("employee", "reports_to")
            .references("employee", "employee_id");

        schema.create_table("customer", |t| {
            t.integer("customer_id").primary_key();
            t.string("first_name", 40);
            t.string("last_name", 20);
            t.string("email", 60);
        });
    }
}
