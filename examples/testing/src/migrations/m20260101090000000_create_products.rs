use migratory::prelude::*;

struct CreateProducts;

#[migration]
impl Migration for CreateProducts {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("currencies", |t| {
            t.string("code", 3).primary_key();
            t.string("name", 100);
        });
        schema.insert("currencies", row! { "code" => "EUR", "name" => "Euro" });
        schema.create_table("products", |t| {
            t.id();
            t.string("name", 200).unique();
            t.integer("price_cents");
            t.string("currency", 3)
                .references("currencies", "code")
                .default("EUR");
        });
    }
}
