export * from '../../api/http/auth-client';
