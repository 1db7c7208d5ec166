use migratory::prelude::*;

struct CreateOrders;

#[migration]
impl Migration for CreateOrders {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("customers", |t| {
            t.id();
            t.string("name", 200);
        });
        schema.create_table("orders", |t| {
            t.id();
            t.references("customer_id", "customers");
            t.references("product_id", "products");
            t.integer("quantity");
        });
    }
}
