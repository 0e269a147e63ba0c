import { receiveNextCallback } from "@/lib/ingest/next-door";

export const dynamic = "force-dynamic";

export const GET = receiveNextCallback;
export const POST = receiveNextCallback;
export const PUT = receiveNextCallback;
export const PATCH = receiveNextCallback;
export const DELETE = receiveNextCallback;
