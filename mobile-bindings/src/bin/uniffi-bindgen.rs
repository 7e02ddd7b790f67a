//! Writes the Kotlin and Swift sources from the built library: `uniffi-bindgen generate LIBRARY --language …`.

fn main() {
    uniffi::uniffi_bindgen_main()
}
