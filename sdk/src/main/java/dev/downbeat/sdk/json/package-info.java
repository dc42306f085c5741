/// The one JSON mapper, and the conversions between JSON text, plain Java values and typed records.
@NullMarked
package dev.downbeat.sdk.json;

import org.jspecify.annotations.NullMarked;
