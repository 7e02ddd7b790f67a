package khatm

import khatm.values.FailureValue

/** The whole of an error, whatever its case. */
val KhatmException.failure: FailureValue
    get() = when (this) {
        is KhatmException.Input -> value
        is KhatmException.State -> value
        is KhatmException.Refused -> value
        is KhatmException.Busy -> value
        is KhatmException.Unsure -> value
        is KhatmException.Bug -> value
    }

/** The stable code, `KHATM-…`. */
val KhatmException.code: String get() = failure.code

/** The field or node to blame. */
val KhatmException.path: String? get() = failure.path

/** What happened, in the language asked for, and in Arabic. */
val KhatmException.text: String get() = failure.message
val KhatmException.textArabic: String get() = failure.messageAr

/** The way out, in the language asked for, and in Arabic. */
val KhatmException.fix: String get() = failure.fix
val KhatmException.fixArabic: String get() = failure.fixAr
